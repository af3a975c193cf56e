//! Rows and groups of a field of a struct that is the value of a map.

use ktsnap_btf::Step;

use super::Described;
use super::c_type::Use;
use super::path::{PathStep, path_steps};
use crate::check::groups::RowKey;
use crate::check::slots::SlotPart;
use crate::parse::Field;

/// The slots in a struct, and the values that name and choose them.
pub struct GroupKey {
    /// The path from the struct to the slots.
    pub base: String,
    pub slot: Vec<PathStep>,
    /// The value that names a slot. `None` if its index does.
    pub key: Option<SlotPath>,
    /// The flag of the slots that are in use.
    pub only: Option<SlotPath>,
}

/// A value that each slot in a struct has.
pub struct SlotPath {
    /// The path from the slot, or from the struct to the element of the same index.
    pub path: String,
    pub steps: Vec<PathStep>,
    pub is_parallel: bool,
}

impl Described<'_> {
    /// What names and chooses the rows of a field. `None` for a field without rows.
    pub fn group_key(&self, field: &Field<'_>) -> Option<GroupKey> {
        let part = self.part(field)?;
        let groups = part.groups.as_ref()?;
        let of_slot = |value: &SlotPart| {
            let is_parallel = value.parallel.is_some();
            let (path, steps) = match is_parallel {
                true => (&value.path, value.target.steps.as_slice()),
                false => (&value.written, value.target.steps.get(groups.slot..).unwrap_or_default()),
            };
            SlotPath { path: path.clone(), steps: key_steps(steps), is_parallel }
        };
        let key = match &groups.key {
            RowKey::Part(key) => Some(of_slot(key)),
            RowKey::Index(_) | RowKey::Entry(..) => None,
        };
        let slot = key_steps(part.target.steps.get(..groups.slot)?);
        Some(GroupKey { base: groups.base.clone(), slot, key, only: groups.only.as_ref().map(of_slot) })
    }
}

fn key_steps(steps: &[Step]) -> Vec<PathStep> {
    path_steps(Use { steps, whole: true })
}
