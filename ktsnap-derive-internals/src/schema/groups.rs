//! Rows and groups of a field: the values that name and choose them, and what the types of keys and values are compared with.

use ktsnap_btf::{Reduce, Step, Type};
use syn::ext::IdentExt;

use super::c_type::{CType, Use};
use super::field::{FieldSchema, InUse, count_schema};
use super::{Described, may_be_of_user};
use crate::check::CheckedField;
use crate::check::groups::{CheckedGroups, RowKey};
use crate::check::slots::SlotPart;
use crate::parse::Field;

/// The rows of a field of a section or of the entries of a map.
pub struct GroupSchema {
    /// The value that names a row. `None` if the index or key of the slot does.
    pub key: Option<SlotSchema>,
    /// The number of steps from the variable to a slot.
    pub slot: usize,
    /// The flag of the slots that are in use.
    pub only: Option<SlotSchema>,
    /// The number of slots in use.
    pub in_use: Option<InUse>,
}

/// A value that each slot has.
pub struct SlotSchema {
    pub field: FieldSchema,
    /// Whether it is the element of the same index in a parallel array.
    pub is_parallel: bool,
}

/// What the type of a field with rows is compared with.
pub struct RowsCheck {
    /// The type of the keys. `None` for an index, which any unsigned integer can hold.
    pub key: Option<CType>,
    pub key_c_type: String,
    /// The rows are named by their index, which is below this number, if the object fixes it.
    pub end: Option<u64>,
    /// The type of a slot, or of the slots of a group.
    pub slot: CType,
    /// What names the rows, as it is written.
    pub by: String,
    /// The path from the rows to the value, and the reduction of the values of a group.
    pub value: FieldSchema,
    pub help: String,
}

impl Described<'_> {
    pub(super) fn group_schema(&self, field: &Field<'_>, part: &CheckedField, groups: &CheckedGroups) -> GroupSchema {
        let of_slot = |value: &SlotPart| SlotSchema {
            field: FieldSchema::of(field, value.parallel.unwrap_or(part.var), &value.path, &value.target, true),
            is_parallel: value.parallel.is_some(),
        };
        let in_use = part.count.as_ref().map(|count| InUse {
            count: count_schema(field, count),
            is_ring: field.attribute.take.in_use.as_ref().is_some_and(|in_use| in_use.is_ring),
        });
        let key = match &groups.key {
            RowKey::Part(key) => Some(of_slot(key)),
            RowKey::Index(_) | RowKey::Entry(..) => None,
        };
        GroupSchema { key, slot: groups.slot, only: groups.only.as_ref().map(of_slot), in_use }
    }

    /// What the types of the rows are compared with: only names are known of the user's types. Rows are compared as the entries of a
    /// map, and groups as those of one with a value for each CPU. `None` for a field without rows.
    pub fn rows_check(&self, field: &Field<'_>) -> Option<RowsCheck> {
        let part = self.part(field)?;
        let groups = part.groups.as_ref()?;
        let counts = field.attribute.count.is_some();
        let in_slot = if counts { &[] } else { part.target.steps.get(groups.slot..).unwrap_or_default() };
        let whole = may_be_of_user(field);
        let slot = if counts {
            CType::of(&Type::Int { size: 8, signed: false }, &[])
        } else {
            CType::of(&groups.of, &[Use { steps: in_slot, whole }])
        };
        let slot = match part.how.reduce {
            Some(_) => CType::PerCpu(slot.into()),
            None => slot,
        };
        let (key, key_c_type, by) = match &groups.key {
            RowKey::Part(key) => (Some(&key.target.ty), key.target.c_type.as_str(), key.written.as_str()),
            RowKey::Entry(ty, c_type) => (Some(ty), c_type.as_str(), "key"),
            RowKey::Index(_) => (None, "index", "index"),
        };
        let end = match groups.key {
            RowKey::Index(end) => end,
            RowKey::Part(_) | RowKey::Entry(..) => None,
        };
        let all: Vec<_> = std::iter::once(Step::All).chain(in_slot.iter().cloned()).collect();
        let name = field.ident.unraw().to_string();
        let help = format!("give the rows of `{name}` the types in C");
        let value = FieldSchema::new(name, 0, (&part.path, &part.target.c_type)).steps(Use { steps: &all, whole });
        Some(RowsCheck {
            key: key.map(CType::whole),
            key_c_type: key_c_type.to_owned(),
            end,
            slot,
            by: by.to_owned(),
            value: FieldSchema { reduce: part.how.reduce, widen: part.how.widen, ..value },
            help,
        })
    }
}

/// How the values of a group become one.
pub fn of_group(field: &Field<'_>) -> Reduce {
    field.reduce().unwrap_or(Reduce::Sum)
}
