//! A checked struct as the runtime needs it: the data of the constants that the derive writes and that the command makes.
//!
//! Every decision is taken here, such as which members of a type are described, at which offsets, and how a field is read.
//! The derive translates the data to tokens and the command translates it to values. Only the types of fields are missing,
//! which the compiler and the command each know in their own way.

pub mod c_type;
pub mod field;
pub mod groups;
pub mod members;
pub mod parts;
pub mod path;
mod rules;
mod slots;

use ktsnap_btf::{FieldType, Map, Step, Type, Var};
use syn::ext::IdentExt;

pub use c_type::{CEntries, CEnum, CMember, CStruct, CType, Use};
pub use field::{FieldSchema, InUse, Reading};
pub use groups::{GroupSchema, RowsCheck, SlotSchema};
pub use members::{Member, MemberReading, StructSchema};
pub use path::{Number, PathStep};
pub use slots::{GroupKey, SlotPath};

use crate::check::groups::CheckedGroups;
use crate::check::{CheckedField, CheckedStruct, ResolvedTarget};
use crate::parse::{Field, StructAttributes, StructTarget};

/// A struct after all checks.
#[derive(Clone, Copy)]
pub struct Described<'d> {
    pub container: &'d StructAttributes,
    pub target: &'d StructTarget<'d>,
    /// The name of the struct.
    pub ident: &'d syn::Ident,
    pub fields: &'d [Field<'d>],
    /// `None` if the struct was not compared with an object.
    pub checked: Option<&'d CheckedStruct<'d>>,
}

/// The constant `SCHEMA`.
pub struct Schema {
    pub location: Location,
    pub vars: Vec<VarSchema>,
    /// The fields that are read. For the value of a map: one field, which is the struct.
    pub fields: Vec<FieldSchema>,
    /// Every variable of a section, a line each.
    pub listing: String,
    /// The offset of the section's last variable, if it is an array.
    pub resizable_from: Option<u64>,
}

pub enum Location {
    Section { name: String, size: u64 },
    Map { name: String, map_type: u32, value_size: u32, max_entries: u32, per_cpu: bool },
}

pub struct VarSchema {
    pub name: String,
    pub offset: u64,
    pub size: u64,
    pub c_type: String,
    pub ty: CType,
    /// The number of variables before it in the section.
    pub position: usize,
    /// A capture may lack the variable if the types of all these fields are `Option`s. `None` if it never may. The fields
    /// are indices of [`Described::fields`].
    pub optional: Option<Vec<usize>>,
}

impl<'d> Described<'d> {
    /// The schema. `None` for a struct that is the type of a field.
    pub fn schema(&self) -> Option<Schema> {
        let checked = self.checked?;
        Some(match checked.target {
            ResolvedTarget::Section(section) => {
                let listed = section.listed();
                let vars = checked.vars.iter().enumerate().map(|(index, var)| VarSchema {
                    name: var.name.to_string(),
                    offset: var.offset,
                    size: var.size,
                    c_type: var.c_type.to_string(),
                    ty: CType::of(&var.ty, &self.uses(index)),
                    position: listed.iter().position(|other| std::ptr::eq(*other, *var)).unwrap_or_default(),
                    optional: self.optional(index),
                });
                Schema {
                    location: Location::Section { name: section.name.clone(), size: section.size },
                    vars: vars.collect(),
                    fields: self.field_schemas(),
                    listing: listing(&listed),
                    resizable_from: section.resizable().map(|var| var.offset),
                }
            }
            ResolvedTarget::Entries(map) => {
                let uses = self.uses(0);
                let inside: Vec<_> =
                    uses.iter().map(|one| Use { steps: one.steps.get(1..).unwrap_or_default(), ..*one }).collect();
                let bytes = Type::Bytes { size: map.value_size };
                of_map(map, map.value.as_ref().unwrap_or(&bytes), &inside, self.field_schemas())
            }
            ResolvedTarget::Value(map, ty) => {
                let (name, tag) = (self.ident.unraw().to_string(), ty.tag().unwrap_or_default());
                let way = Use { steps: &[Step::Index(0)], whole: false };
                let whole = FieldSchema::new(name, 0, (&map.name, &tag)).steps(way);
                of_map(map, ty, &self.uses(0), vec![whole])
            }
            ResolvedTarget::Nested(_) | ResolvedTarget::Row(_) => return None,
        })
    }

    /// The type in C that the members are compared with, for a struct that is the type of a field.
    pub fn own_c_type(&self) -> Option<CType> {
        match &self.checked?.target {
            ResolvedTarget::Nested(ty) => Some(CType::of(ty, &self.uses(0))),
            ResolvedTarget::Row(_)
            | ResolvedTarget::Section(_)
            | ResolvedTarget::Entries(_)
            | ResolvedTarget::Value(..) => None,
        }
    }

    /// The fields that are read, with what was found for each.
    fn read(&self) -> impl Iterator<Item = (&'d Field<'d>, &'d CheckedField)> {
        let checked = self.checked.map(|checked| checked.fields.as_slice()).unwrap_or_default();
        self.fields.iter().zip(checked).filter_map(|(field, part)| Some((field, part.as_ref()?)))
    }

    /// What was found for a field.
    fn part(&self, field: &Field<'_>) -> Option<&'d CheckedField> {
        let position = self.fields.iter().position(|other| other.ident == field.ident)?;
        self.checked?.fields.get(position)?.as_ref()
    }

    /// The ways that fields take through a variable.
    fn uses(&self, var: usize) -> Vec<Use<'d>> {
        let of_fields = self.read().flat_map(|(field, part)| {
            let value = Use { steps: &part.target.steps, whole: may_be_of_user(field) };
            let of_slots = part.groups.iter().flat_map(CheckedGroups::parts);
            let of_slots = of_slots.filter(move |value| value.parallel.unwrap_or(part.var) == var);
            let of_slots = of_slots.map(|value| Use { steps: &value.target.steps, whole: true });
            (part.var == var).then_some(value).into_iter().chain(of_slots)
        });
        let others = self.checked.into_iter().flat_map(CheckedStruct::others).filter(|other| other.var == var);
        of_fields.chain(others.map(|other| Use { steps: &other.target.steps, whole: false })).collect()
    }

    /// The fields whose types say whether a capture may lack a variable.
    fn optional(&self, var: usize) -> Option<Vec<usize>> {
        let checked = self.checked?;
        let parts = self.fields.iter().zip(&checked.fields).enumerate();
        let parts = parts.filter_map(|(index, (field, part))| Some((index, field, part.as_ref()?)));
        let parts: Vec<_> = parts.filter(|(_, _, part)| part.var == var).collect();
        let is_required =
            checked.others().any(|other| other.var == var) || checked.parallel_arrays().any(|other| other == var);
        // If the path follows a pointer, `None` means a NULL pointer.
        let follows_a_pointer = parts.iter().any(|(_, _, part)| part.target.follows_a_pointer());
        // A type that can be read is no alias of an `Option`.
        let may_be_optional =
            parts.iter().all(|(_, field, _)| field.optional() || matches!(field.kind, Ok(FieldType::Unknown)));
        let is_optional = !parts.is_empty() && !is_required && !follows_a_pointer && may_be_optional;
        is_optional.then(|| parts.into_iter().map(|(index, ..)| index).collect())
    }
}

/// The schema of a map. `uses` start from its value.
fn of_map(map: &Map, value: &Type, uses: &[Use<'_>], fields: Vec<FieldSchema>) -> Schema {
    let value = CType::of(value, uses);
    let element = if map.kind.is_per_cpu() { CType::PerCpu(value.into()) } else { value };
    let ty = if map.kind.has_keys() {
        let (key, key_c_type) = map.reported_key();
        CType::Entries(CEntries { key: CType::whole(&key), key_c_type: key_c_type.into(), value: element }.into())
    } else {
        // User space gives the number if the object does not.
        let len = usize::try_from(map.max_entries).ok().filter(|len| *len > 0).unwrap_or(usize::MAX);
        CType::Array { len, element: element.into() }
    };
    let [value_size, max_entries] =
        [map.value_size, map.max_entries].map(|size| u32::try_from(size).unwrap_or(u32::MAX));
    let var = VarSchema {
        name: map.name.to_string(),
        offset: 0,
        size: map.value_size,
        c_type: map.value_c_type.clone().map_or_else(|| format!("{} bytes", map.value_size), Into::into),
        ty,
        position: 0,
        optional: None,
    };
    Schema {
        location: Location::Map {
            name: map.name.to_string(),
            map_type: map.kind.number(),
            value_size,
            max_entries,
            per_cpu: map.kind.is_per_cpu(),
        },
        vars: vec![var],
        fields,
        listing: String::new(),
        resizable_from: None,
    }
}

/// The variables, a line each.
fn listing(vars: &[&Var]) -> String {
    let line = |var: &&Var| format!("{} {} {} {}\n", var.offset, var.size, var.name, var.c_type);
    vars.iter().map(line).collect()
}

/// Whether the field's type, or that of its elements, is a name of the user's.
pub fn may_be_of_user(field: &Field<'_>) -> bool {
    fn unknown(kind: &FieldType) -> bool {
        match kind {
            FieldType::Unknown => true,
            FieldType::Array { element, .. } => unknown(element),
            FieldType::Vec(of)
            | FieldType::Option(of)
            | FieldType::PerCpu(of)
            | FieldType::Histogram { counter: of, .. } => unknown(of),
            FieldType::Rows { value, .. } => unknown(value),
            _ => false,
        }
    }
    field.kind.as_ref().is_ok_and(unknown)
}
