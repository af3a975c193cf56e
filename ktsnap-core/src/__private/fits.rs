//! Compares a Rust type with BTF in constant evaluation.

#![allow(clippy::indexing_slicing, reason = "constant evaluation has no other way, and stops the build, not a program")]

use super::enums::valued;
use super::text::{Text, same};
use crate::__private::{
    CEntries, CEnum, CMember, CStruct, CType, PathStep, Reduction, RustEnum, RustMember, RustStruct, RustType,
};
use crate::histogram::{Bounds, BoundsFault};
use crate::typed::rank::surplus;
use crate::typed::{FieldSchema, Schema};

mod reduced;
mod rows;

pub use rows::assert_row;

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
    /// Whether a field and its variable are the same integer type. This is the common case, and cheap to evaluate.
    pub(crate) const fn plain(schema: &Schema, index: usize, rust_type: &RustType) -> bool {
        let field = &schema.fields[index];
        match (&schema.vars[field.var].ty, rust_type) {
            (CType::Uint { bits }, RustType::Uint { bits: rust })
            | (CType::Int { bits }, RustType::Int { bits: rust }) => field.steps.is_empty() && *bits == *rust,
            _ => false,
        }
    }

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
        (CType::Struct(of), [PathStep::Member(name), rest @ ..]) => match find(of, name) {
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

#[allow(clippy::large_enum_variant, reason = "constant evaluation can't allocate")]
enum Verdict {
    Fits,
    /// The types differ.
    Other,
    /// A part differs, and the text describes it.
    Inside(Text),
}

const fn verdict(fits: bool) -> Verdict {
    if fits { Verdict::Fits } else { Verdict::Other }
}

const fn compare(
    c_type: &CType,
    steps: &[PathStep],
    outer: Option<usize>,
    widen: bool,
    rust_type: &RustType,
) -> Verdict {
    if let RustType::Any = rust_type {
        return Verdict::Fits;
    }
    if let RustType::Option(of) = rust_type {
        return compare(c_type, steps, outer, widen, of);
    }
    if let CType::PerCpu(slot) = c_type {
        return match rust_type {
            _ if outer.is_some() => compare(slot, steps, outer, widen, rust_type),
            RustType::PerCpu(of) => compare(slot, steps, None, widen, of),
            _ => Verdict::Other,
        };
    }
    let (step, rest) = match steps {
        [] => return leaf(c_type, outer, widen, rust_type),
        [step, rest @ ..] => (step, rest),
    };
    match (step, c_type) {
        (PathStep::Member(name), CType::Struct(of)) => match find(of, name) {
            Some(member) => compare(&member.ty, rest, outer, widen, rust_type),
            None => Verdict::Inside(no_member(of, name)),
        },
        (PathStep::Index(index), CType::Array { len, .. }) if *index >= *len => Verdict::Inside(
            Text::new()
                .add("the index is ")
                .number(*index)
                .add(", but there are ")
                .number(*len)
                .add(" elements\nhelp: write a smaller index"),
        ),
        (PathStep::Index(_), CType::Array { element, .. }) => compare(element, rest, outer, widen, rust_type),
        (PathStep::All, CType::Entries(of)) => match rust_type {
            RustType::Rows { key, value } => match compare(&of.key, &[], None, false, key) {
                Verdict::Fits => compare(&of.value, rest, outer, widen, value),
                Verdict::Other => Verdict::Inside(other_key(of, key)),
                inside => inside,
            },
            _ if outer.is_some() => compare(&of.value, rest, outer, widen, rust_type),
            _ => Verdict::Other,
        },
        (PathStep::Index(_), CType::Entries(of)) => compare(&of.value, rest, outer, widen, rust_type),
        // A struct that was checked against another object has the target of that object.
        (PathStep::Deref(CStruct { tag: Some(of), .. }), CType::Ptr { to: Some(to) }) if !same(of, to) => {
            Verdict::Other
        }
        (PathStep::Deref(of), CType::Ptr { .. }) => compare(&CType::Struct(of), rest, outer, widen, rust_type),
        (PathStep::All, CType::Array { len, element }) => all(*len, element, rest, outer, widen, rust_type),
        (PathStep::Slice { from, to }, CType::Array { len, .. }) if *from >= *to || *to > *len => {
            Verdict::Inside(slice_out_of_range(*from, *to, *len))
        }
        (PathStep::Slice { from, to }, CType::Array { element, .. }) => {
            all(*to - *from, element, rest, outer, widen, rust_type)
        }
        _ => Verdict::Other,
    }
}

const fn slice_out_of_range(from: usize, to: usize, len: usize) -> Text {
    let text = Text::new().add("the slice is ").number(from).add("..").number(to);
    let text = text.add(", but there are ").number(len).add(" elements\nhelp: the slice of all elements is `0..");
    text.number(len).add("`")
}

/// Compares `len` elements of an array, which a path selects.
const fn all(
    len: usize,
    element: &CType,
    rest: &[PathStep],
    outer: Option<usize>,
    widen: bool,
    rust_type: &RustType,
) -> Verdict {
    match rust_type {
        _ if matches!(outer, Some(1..)) => compare(element, rest, reduced::inside(outer), widen, rust_type),
        RustType::Vec(of) => compare(element, rest, outer, widen, of),
        RustType::Histogram { counter, bounds } => buckets(compare(element, rest, outer, widen, counter), bounds, len),
        RustType::Array { len: rust, element: of } if *rust == len => compare(element, rest, outer, widen, of),
        _ => Verdict::Other,
    }
}

/// The message about the keys of groups, which are a member of that name. `None` if they fit.
pub(crate) const fn other_group(by: &str, ty: &CType, rust_type: &RustType) -> Option<Text> {
    let (CType::Entries(of), RustType::Rows { key, .. }) = (ty, rust_type) else { return None };
    if let Verdict::Fits = compare(&of.key, &[], None, false, key) {
        return None;
    }
    let text = Text::new().tick(by).add(" is ").tick(of.key_c_type).add(" in C, but the keys of the field are `");
    Some(text.rust_type(key).add("`\nhelp: give the keys the type in C"))
}

const fn other_key(of: &CEntries, key: &RustType) -> Text {
    let text = Text::new().add("the keys are ").tick(of.key_c_type).add(", but those of the field are `");
    text.rust_type(key).add("`\nhelp: give the keys the type in C")
}

const fn leaf(c_type: &CType, outer: Option<usize>, widen: bool, rust_type: &RustType) -> Verdict {
    match (c_type, rust_type) {
        (CType::Array { element, .. }, _) if matches!(outer, Some(1..)) => {
            compare(element, &[], reduced::inside(outer), widen, rust_type)
        }
        (CType::Array { element: CType::Char, .. }, RustType::Text | RustType::CString) => Verdict::Fits,
        (CType::Array { len, element }, RustType::Array { len: rust, element: of }) => {
            if *len == *rust {
                compare(element, &[], outer, widen, of)
            } else {
                Verdict::Other
            }
        }
        (CType::Array { element, .. }, RustType::Vec(of)) => compare(element, &[], outer, widen, of),
        (CType::Array { len, element }, RustType::Struct(RustStruct { name, row: Some(row), .. })) => {
            rows::compare(*len, element, name, row)
        }
        (CType::Struct(of), RustType::Struct(RustStruct { name, row: Some(_), .. })) => {
            Verdict::Inside(rows::not_an_array(of, name))
        }
        (CType::Array { len, element }, RustType::Histogram { counter, bounds }) => {
            buckets(compare(element, &[], outer, widen, counter), bounds, *len)
        }
        (CType::Struct(_) | CType::Ptr { .. }, RustType::CpuSet) => verdict(c_type.is_cpumask()),
        (CType::Struct(of), RustType::Struct(by)) => structs(of, by, outer.is_some()),
        (CType::Enum(of), RustType::Enum(by)) => enums(of, by),
        (CType::Ptr { .. }, RustType::Ptr) => Verdict::Fits,
        // A report has no integers above 64 bits, so the bytes are read.
        (
            CType::Int { bits: 128 } | CType::Uint { bits: 128 },
            RustType::Array { len: 16, element: RustType::Uint { bits: 8 } },
        ) => verdict(outer.is_none()),
        (CType::Bytes { size }, RustType::Vec(of)) => verdict(of.size() > 0 && *size % of.size() == 0),
        (CType::Bytes { size }, RustType::Histogram { counter, bounds }) => {
            let of_counters = counter.size() > 0 && *size % counter.size() == 0;
            buckets(verdict(of_counters), bounds, *size / if of_counters { counter.size() } else { 1 })
        }
        (CType::Bytes { size }, _) => {
            let one = rust_type.size();
            verdict(one > 0 && (*size == one || (matches!(outer, Some(1..)) && *size % one == 0)))
        }
        _ => verdict(scalar(c_type, widen, rust_type) && (outer.is_none() || reduced::is_number(c_type))),
    }
}

/// Whether the bounds make as many buckets as the array has. `usize::MAX` is the length of a map whose length user space sets.
const fn buckets(counters: Verdict, bounds: &Bounds, len: usize) -> Verdict {
    if !matches!(counters, Verdict::Fits) || len == usize::MAX {
        return counters;
    }
    let Some(fault) = bounds.fault(len) else { return Verdict::Fits };
    let text = Text::new();
    Verdict::Inside(match fault {
        BoundsFault::Number { bounds: 1 } => {
            text.add("`BOUNDS` has 1 bound, which makes 2 buckets").add("\nhelp: write ").count(len - 1, "bound")
        }
        BoundsFault::Number { bounds } => {
            let text = text.add("`BOUNDS` has ").number(bounds).add(" bounds, which make ").number(bounds + 1);
            text.add(" buckets\nhelp: write ").count(len - 1, "bound").add("; the last bucket has no upper bound")
        }
        BoundsFault::TooMany { most } => {
            let text = text.add("the histogram's bounds exceed 64 bits after ").count(most, "bucket");
            text.add("\nhelp: use buckets with lower bounds, or a `Vec`")
        }
        BoundsFault::NotAscending { index } => {
            let text = text.add("element ").number(index).add(" of `BOUNDS` is not larger than the bound before it");
            text.add("\nhelp: write the bounds in ascending order")
        }
        BoundsFault::NoWidth => text
            .add("the buckets of the histogram have no width\nhelp: write a width above 0 in `Linear<START, WIDTH>`"),
        BoundsFault::Empty => text.add("an array without elements has no buckets\nhelp: remove the field"),
    })
}

const fn scalar(c_type: &CType, widen: bool, rust_type: &RustType) -> bool {
    match (c_type, rust_type) {
        (CType::Bitfield { of, .. }, _) => scalar(of, widen, rust_type),
        (CType::Int { bits }, RustType::Int { bits: rust })
        | (CType::Enum(CEnum { bits, signed: true, .. }), RustType::Int { bits: rust })
        | (CType::Uint { bits } | CType::Enum(CEnum { bits, signed: false, .. }), RustType::Uint { bits: rust }) => {
            *bits == *rust || (widen && *bits < *rust)
        }
        (CType::Float { bits }, RustType::Float { bits: rust }) => *bits == *rust,
        (CType::Char, RustType::Int { bits: 8 } | RustType::Uint { bits: 8 }) | (CType::Bool, RustType::Bool) => true,
        _ => false,
    }
}

const fn find(of: &CStruct, name: &str) -> Option<&'static CMember> {
    let mut rest = of.members;
    while let [member, after @ ..] = rest {
        if same(member.name, name) {
            return Some(member);
        }
        rest = after;
    }
    None
}

const fn tag_of(of: Option<&'static str>) -> &'static str {
    match of {
        Some(tag) => tag,
        None => "an anonymous type",
    }
}

const fn no_member(of: &CStruct, name: &str) -> Text {
    Text::new()
        .tick(tag_of(of.tag))
        .add(", ")
        .number(of.size)
        .add(" bytes, has no member ")
        .tick(name)
        .add("\nhelp: remove the field, or write the `path` of a member")
}

/// Whether two tags name different types. A type without a tag matches any tag.
const fn differ(c: Option<&str>, rust: Option<&str>) -> bool {
    match (c, rust) {
        (Some(c), Some(rust)) => !same(c, rust),
        _ => false,
    }
}

/// Whether the Rust tag is the C tag without its kind: `wait_stats` instead of `struct wait_stats`.
const fn is_keyless(c: Option<&str>, rust: Option<&str>, kind: &str) -> bool {
    let (Some(c), Some(rust)) = (c, rust) else { return false };
    let Some((head, name)) = c.split_at_checked(kind.len()) else { return false };
    same(head, kind) && same(name, rust)
}

/// Compares the members. `is_reduced` is whether several of the structs are reduced to one.
const fn structs(of: &'static CStruct, by: &RustStruct, is_reduced: bool) -> Verdict {
    if is_keyless(of.tag, by.tag, "struct ") {
        return Verdict::Inside(keyless(tag_of(of.tag), by.name, tag_of(by.tag)));
    }
    if differ(of.tag, by.tag) {
        return Verdict::Inside(
            Text::new()
                .tick(by.name)
                .add(" mirrors ")
                .tick(tag_of(by.tag))
                .add("\nhelp: use a struct that mirrors ")
                .tick(tag_of(of.tag)),
        );
    }
    let mut rest = by.members;
    while let [member, after @ ..] = rest {
        let outer = match member.reduce {
            Some(_) => surplus(&CType::Struct(of), member.steps, &member.ty),
            None if is_reduced => Some(0),
            None => None,
        };
        if outer.is_some() && !reduced::is_made_of_integers(&member.ty) {
            return Verdict::Inside(reduced::not_made_of_integers(by, member));
        }
        match compare(&CType::Struct(of), member.steps, outer, member.widen, &member.ty) {
            Verdict::Fits => {}
            Verdict::Other if member.reduce.is_none() && is_reduced && reduced::is_value(of, member) => {
                return Verdict::Inside(reduced::not_integers(of, by, member));
            }
            Verdict::Other => return Verdict::Inside(drifted(of, by, member)),
            Verdict::Inside(text) => return Verdict::Inside(text),
        }
        rest = after;
    }
    Verdict::Fits
}

const fn keyless(tag: &str, name: &str, written: &str) -> Text {
    let text = Text::new().tick(written).add(", the `type` of ").tick(name).add(", has no kind");
    text.add("\nhelp: write `type = \"").add(tag).add("\"` above ").tick(name)
}

/// The message about a member whose field has another type, with both sizes, and the sizes of both structs if known.
const fn drifted(of: &'static CStruct, by: &RustStruct, member: &RustMember) -> Text {
    let text = Text::new().tick(member.path).add(" of ").tick(tag_of(of.tag));
    let text = match part(&CType::Struct(of), member.steps, "") {
        Some((ty, c_type)) => text.add(" is ").tick(c_type).add(", ").size_of(&ty),
        None => text.add(" does not exist"),
    };
    let text = text.add(", but `").add(by.name).add("::").add(member.field).add("` is `").rust_type(&member.ty);
    let text = match member.ty.size() {
        0 => text.add("`"),
        size => text.add("`, ").number(size).add(if size == 1 { " byte" } else { " bytes" }),
    };
    let text = match by.checked {
        Some((object, size)) if size != of.size => {
            let text = text.add("; the struct has ").number(of.size).add(" bytes here and ").number(size);
            text.add(" in ").add(object)
        }
        _ => text.add("; the struct has ").number(of.size).add(" bytes"),
    };
    text.add("\nhelp: give `").add(by.name).add("::").add(member.field).add("` the type in C")
}

/// The part of a struct at the end of a path, and its type in C.
const fn part(ty: &CType, steps: &[PathStep], c_type: &'static str) -> Option<(CType, &'static str)> {
    match (ty, steps) {
        (_, []) => Some((*ty, c_type)),
        (CType::Struct(of), [PathStep::Member(name), rest @ ..]) => match find(of, name) {
            Some(member) => part(&member.ty, rest, member.c_type),
            None => None,
        },
        (CType::Array { element, .. }, [PathStep::Index(_) | PathStep::All | PathStep::Slice { .. }, rest @ ..]) => {
            part(element, rest, c_type)
        }
        (CType::Ptr { .. }, [PathStep::Deref(of), rest @ ..]) => part(&CType::Struct(of), rest, c_type),
        _ => None,
    }
}

const fn enums(of: &CEnum, by: &RustEnum) -> Verdict {
    if is_keyless(of.tag, by.tag, "enum ") {
        return Verdict::Inside(keyless(tag_of(of.tag), by.name, tag_of(by.tag)));
    }
    let text = Text::new().tick(by.name);
    if differ(of.tag, by.tag) {
        let text = text.add(" mirrors ").tick(tag_of(by.tag));
        return Verdict::Inside(text.add("\nhelp: use an enum that mirrors ").tick(tag_of(of.tag)));
    }
    let mut rest = by.variants;
    while let [(name, value), after @ ..] = rest {
        match valued(of.enumerators, name) {
            Some(found) if found == *value => {}
            Some(found) => {
                let text = Text::new().tick(name).add(" is ").integer(found).add(" in C, but ").tick(by.name);
                let text = text.add(" gives it ").integer(*value);
                return Verdict::Inside(text.add("\nhelp: give the variant the value in C"));
            }
            None => {
                let text = Text::new().tick(tag_of(of.tag)).add(" has no enumerator ").tick(name);
                let text = text.add(", but ").tick(by.name).add(" lists it");
                return Verdict::Inside(text.add("\nhelp: remove the variant, or `rename` it to an enumerator in C"));
            }
        }
        rest = after;
    }
    let mut rest = of.enumerators;
    while let [(name, value), after @ ..] = rest {
        if by.exhaustive && !has_value(by.variants, *value) {
            let text = text.add(" has no variant for ").tick(name).add(", which is ").integer(*value);
            return Verdict::Inside(text.add(
                "\nhelp: add a variant for it, or a variant with `#[snapshot(non_exhaustive)]` for all other values",
            ));
        }
        rest = after;
    }
    Verdict::Fits
}

const fn has_value(variants: &[(&str, i128)], value: i128) -> bool {
    let mut rest = variants;
    while let [(_, other), after @ ..] = rest {
        if *other == value {
            return true;
        }
        rest = after;
    }
    false
}

#[cfg(test)]
mod cases;
