//! Compares a field with BTF in constant evaluation: what is expected of it, and the message if its type differs.

#![allow(clippy::indexing_slicing, reason = "constant evaluation has no other way, and stops the build, not a program")]

use super::text::Text;
use crate::__private::{CType, IndexedMember, PathStep, Reduction, RustMember, RustStruct, RustType};
use crate::typed::rank::surplus;
use crate::typed::{FieldSchema, Schema};

mod compare;
mod named;
mod reduced;
mod rows;

pub(crate) use compare::{other_group, other_index};
pub use rows::assert_row;

use compare::{Verdict, compare, find};

/// Stops the build if a capture may lack every variable of a struct.
///
/// # Panics
///
/// At build time, with the fact and the remedy.
#[track_caller]
pub const fn assert_required(schema: &Schema, name: &str) {
    let mut rest = schema.vars;
    while let [var, after @ ..] = rest {
        if !var.optional {
            return;
        }
        rest = after;
    }
    let text =
        Text::new().add("every field of ").tick(name).add(" is an `Option`, so no field identifies the map to read");
    let text = text.add("\nhelp: remove `Option` from a field that every report has");
    assert!(schema.vars.is_empty(), "{}", text.as_str());
}

/// A field's type in BTF, and the parts of a message about it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Wanted {
    /// The object, as in the attribute.
    object: &'static str,
    /// The variable, or the struct.
    ty: CType,
    /// Whether it is an array that user space may resize.
    is_resizable: bool,
    /// The path from there.
    steps: &'static [PathStep],
    /// The reduction of several values.
    reduce: Option<Reduction>,
    /// Whether a narrower integer is accepted.
    widen: bool,
    /// Whether the value is one of several that a reduction takes, as a struct's member can be.
    is_repeated: bool,
    /// The mirrored part, as a path in C.
    path: &'static str,
    /// Its type in C.
    c_type: &'static str,
    /// The remedy.
    help: &'static str,
}

impl Wanted {
    /// The description of a schema's field.
    pub(crate) const fn of_field(schema: &Schema, index: usize, help: &'static str) -> Self {
        let field = &schema.fields[index];
        let var = &schema.vars[field.var];
        Self {
            object: schema.object,
            ty: var.ty,
            is_resizable: schema.is_resizable(var),
            steps: field.steps,
            reduce: field.reduce,
            widen: field.widen,
            is_repeated: false,
            path: field.path,
            c_type: field.c_type,
            help,
        }
    }

    /// The description of a member in a struct of that type.
    pub(crate) const fn of_member(
        rust_type: &RustType,
        index: usize,
        ty: CType,
        c_type: &'static str,
        help: &'static str,
    ) -> Self {
        let (members, object): (&[RustMember], _) = match rust_type {
            RustType::Struct(RustStruct { members, checked: Some((object, _)), .. }) => (members, *object),
            // A row is an array in C even without an object.
            RustType::Struct(RustStruct { members, .. }) => (members, "C"),
            _ => (&[], ""),
        };
        let RustMember { steps, reduce, widen, path, .. } = members[index];
        Self { object, ty, is_resizable: false, steps, reduce, widen, is_repeated: true, path, c_type, help }
    }

    /// The same with the structs of all CPUs reduced to one.
    pub(crate) const fn reduced(self) -> Self {
        match self.reduce {
            None => Self { reduce: Some(Reduction::Sum), ..self },
            Some(_) => self,
        }
    }

    /// The description of groups: a map from the keys to the values, which a reduction makes one value.
    pub(crate) const fn of_groups(ty: CType, field: &FieldSchema, help: &'static str) -> Self {
        let FieldSchema { steps, reduce, widen, path, c_type, .. } = *field;
        Self { object: "C", ty, is_resizable: false, steps, reduce, widen, is_repeated: true, path, c_type, help }
    }

    /// Whether a reduction has nothing to reduce: the field has every dimension, and there is only one value.
    const fn is_kept_whole(&self, outer: Option<usize>) -> bool {
        let is_repeated = self.is_repeated || matches!(self.ty, CType::Entries(_));
        matches!(outer, Some(0)) && !is_repeated && !matches!(many(&self.ty, self.steps), Many::Cpus)
    }

    /// The message about a type. `None` if the type fits.
    pub(crate) const fn message(&self, rust_type: &RustType) -> Option<Text> {
        let is_integer = matches!(rust_type, RustType::Int { .. } | RustType::Uint { .. });
        // A type that is not made of integers has no method to reduce, and the compiler reports that.
        if self.reduce.is_some() && (!reduced::is_made_of_integers(rust_type) || matches!(rust_type, RustType::Any)) {
            return None;
        }
        let outer = surplus(&self.ty, self.steps, rust_type);
        let outer = if self.reduce.is_some() { outer } else { None };
        let verdict = match (self.ty, self.steps) {
            _ if self.reduce.is_some() && outer.is_none() => Verdict::Other,
            _ if self.is_kept_whole(outer) => {
                return Some(reduced::kept_whole(self.path, self.c_type, self.object, self.reduce));
            }
            // Any index can be an element.
            (CType::Array { element, .. }, [PathStep::Index(_), rest @ ..]) if self.is_resizable => {
                compare(element, rest, outer, self.widen, rust_type)
            }
            _ => compare(&self.ty, self.steps, outer, self.widen, rust_type),
        };
        if let (CType::Entries(_), [PathStep::Index(_), ..]) = (self.ty, self.steps)
            && !matches!(rust_type, RustType::Option(_) | RustType::Any)
        {
            let said = Text::new().tick(self.path).add(" is one entry of a map in ").add(self.object);
            let said = said.add(", which may not have it, but the field is `").rust_type(rust_type);
            return Some(said.add("`\nhelp: write `Option<").rust_type(rust_type).add(">`"));
        }
        // The common case. A text takes the compiler long to build.
        if let Verdict::Fits = verdict {
            return None;
        }
        let said = Text::new().tick(self.path).add(" is ").tick(self.c_type).add(" in ").add(self.object);
        match verdict {
            Verdict::Fits => None,
            Verdict::Other => {
                let many = if self.reduce.is_none() { many(&self.ty, self.steps) } else { Many::One };
                let said = said.add(match many {
                    Many::One => "",
                    Many::Elements => ", with a value for each element",
                    Many::Entries => ", with a value for each entry",
                    Many::Cpus => ", with a value for each CPU",
                });
                let said = said.add(", but the field is `").rust_type(rust_type).add("`\nhelp: ");
                let said = said.add(self.help);
                Some(if is_integer && !matches!(many, Many::One) {
                    said.add(", or add `sum`, `max` or `min` in `#[snapshot(...)]`")
                } else {
                    said
                })
            }
            Verdict::Inside(text) => Some(said.add(": ").add(text.as_str())),
            Verdict::NotReducible(text) => {
                let said = said.add(": ").add(text.as_str());
                Some(match many(&self.ty, self.steps) {
                    Many::Elements => {
                        said.add(", or remove the reduction and write `Vec<").rust_type(rust_type).add(">`")
                    }
                    Many::One | Many::Entries | Many::Cpus => said,
                })
            }
        }
    }
}

/// The things for which a path has one value each.
enum Many {
    One,
    Elements,
    Entries,
    Cpus,
}

const fn many(c_type: &CType, steps: &[PathStep]) -> Many {
    match (c_type, steps) {
        (CType::PerCpu(_), _) => Many::Cpus,
        (CType::Entries(of), [PathStep::Index(_), rest @ ..]) => many(&of.value, rest),
        (CType::Entries(of), [PathStep::All, rest @ ..]) => match many(&of.value, rest) {
            Many::Cpus => Many::Cpus,
            Many::One | Many::Elements | Many::Entries => Many::Entries,
        },
        (
            CType::Struct(of),
            [PathStep::Member(name) | PathStep::IndexedMember(IndexedMember { name, .. }), rest @ ..],
        ) => match find(of, name) {
            Some(member) => many(&member.ty, rest),
            None => Many::One,
        },
        (CType::Array { element, .. }, [PathStep::All | PathStep::Slice { .. }, rest @ ..]) => {
            match many(element, rest) {
                Many::Cpus => Many::Cpus,
                Many::One | Many::Elements | Many::Entries => Many::Elements,
            }
        }
        (CType::Array { element, .. }, [_, rest @ ..]) => many(element, rest),
        (CType::Ptr { .. }, [PathStep::Deref(of), rest @ ..]) => many(&CType::Struct(of), rest),
        _ => Many::One,
    }
}

/// The type of the value of a map.
#[must_use]
pub const fn value_type(schema: &Schema) -> CType {
    match schema.vars[0].ty {
        CType::Array { element: CType::PerCpu(value), .. } => **value,
        CType::Array { element: value, .. } => *value,
        other => other,
    }
}

#[cfg(test)]
mod cases;
