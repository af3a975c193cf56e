//! The methods of a field with `by` or `only`: a row for each CPU, element or entry, or for each group of them.

use std::hash::Hash;

use super::c_type::{CType, PathStep, Reduction};
use super::derived::DerivedSchema;
use super::error::SchemaError;
use super::field::{Field, member};
use super::read::{FieldReader, ReadFailure, ValueCursor};
use super::rust_type::RustType;
use super::schema::FieldSchema;
use super::slots::{Part, SlotReader, Stage, read_rows};
use super::total::TotalError;
use super::types::{FieldValue, KeysOf, PerCpu, ReduceFailure, Reducible, Rows, reduced_group, reduced_group_refs};
use crate::__private::fits::{Wanted, other_group, other_index};
use crate::__private::text::Text;

/// The slots in a struct, and the values that name and choose them.
#[derive(Debug, Clone, Copy)]
pub struct GroupKey {
    /// The path from the struct to the slots. It is empty if these are the structs of CPUs.
    slot: (&'static str, &'static [PathStep]),
    /// The value that names a slot. `None` if its index does.
    key: Option<SlotPath>,
    /// The flag of the slots that are in use.
    only: Option<SlotPath>,
}

/// A value that each slot in a struct has.
#[derive(Debug, Clone, Copy)]
pub struct SlotPath {
    /// The path from the slot, or from the struct to the element of the same index.
    path: &'static str,
    steps: &'static [PathStep],
    is_parallel: bool,
}

impl SlotPath {
    /// A member of each slot, by the path from there.
    #[must_use]
    pub const fn member(path: &'static str, steps: &'static [PathStep]) -> Self {
        Self { path, steps, is_parallel: false }
    }

    /// The element of the same index, by the path from the struct.
    #[must_use]
    pub const fn parallel(path: &'static str, steps: &'static [PathStep]) -> Self {
        Self { path, steps, is_parallel: true }
    }

    fn part<'a>(self, at: ValueCursor<'a>) -> Result<Part<'a>, ReadFailure> {
        Ok(if self.is_parallel { Part::Parallel(at.onward(self.steps, false)?) } else { Part::Member(self.steps) })
    }
}

impl GroupKey {
    /// Describes groups by a member, by the path to the slots, and the path from there.
    #[must_use]
    pub const fn new(
        slot: (&'static str, &'static [PathStep]),
        (path, steps): (&'static str, &'static [PathStep]),
    ) -> Self {
        Self { slot, key: Some(SlotPath::member(path, steps)), only: None }
    }

    /// Describes rows by their index.
    #[must_use]
    pub const fn indexed(slot: (&'static str, &'static [PathStep])) -> Self {
        Self { slot, key: None, only: None }
    }

    /// Sets the value that names a slot.
    #[must_use]
    pub const fn key(self, key: SlotPath) -> Self {
        Self { key: Some(key), ..self }
    }

    /// Sets the flag of the slots that are in use.
    #[must_use]
    pub const fn only(self, only: SlotPath) -> Self {
        Self { only: Some(only), ..self }
    }

    /// Reads the slots of one struct. `rows` makes rows of them.
    pub(super) fn rows<'a, T>(
        self,
        at: ValueCursor<'a>,
        rows: impl FnOnce(&SlotReader<'a>) -> Result<T, ReadFailure>,
    ) -> Result<T, ReadFailure> {
        let (path, steps) = self.slot;
        let slots = at.onward(steps, false).map_err(|found| found.in_member(path))?;
        let part = |part: Option<SlotPath>| part.map(|part| part.part(at)).transpose();
        let reader = SlotReader::new(slots, part(self.key)?, part(self.only)?);
        rows(&reader).map_err(|found| match reader.failed(&found) {
            Stage::Key => in_part(self.key, path, found),
            Stage::Only => in_part(self.only, path, found),
            Stage::Value => found.in_member(path),
        })
    }

    /// Whether a slot is in use.
    fn uses(self, slot: ValueCursor<'_>) -> Option<bool> {
        let Some(only) = self.only else { return Some(true) };
        Some(slot.onward(only.steps, false).and_then(ValueCursor::scalar).ok()?.1 != 0)
    }

    /// Reads the key of a slot that has it as a member.
    fn read<K: FieldValue>(self, slot: ValueCursor<'_>) -> Result<K, ReadFailure> {
        match self.key {
            Some(key) => slot.onward(key.steps, false).and_then(K::read),
            None => Err(slot.is_other()),
        }
    }
}

/// Puts the path of a slot's value before a failure in it.
fn in_part(part: Option<SlotPath>, slot: &str, found: ReadFailure) -> ReadFailure {
    match part {
        Some(SlotPath { path, is_parallel: true, .. }) => found.in_member(path),
        Some(SlotPath { path, .. }) if slot.is_empty() || path.starts_with('[') => {
            found.in_member(&format!("{slot}{path}"))
        }
        Some(SlotPath { path, .. }) => found.in_member(&format!("{slot}.{path}")),
        None => found.in_member(slot),
    }
}

impl<S, K: FieldValue + Eq + Hash, V: FieldValue> Field<S, Rows<K, V>> {
    /// Stops the build if the rows can't hold the keys and the values.
    ///
    /// # Panics
    ///
    /// At build time, with the difference and a remedy.
    #[track_caller]
    pub const fn assert_groups_fit(self, ty: CType, by: &'static str, field: &FieldSchema, help: &'static str) {
        let other = other_group(by, &ty, &<Rows<K, V>>::RUST_TYPE);
        assert!(other.is_none(), "{}", Text::of(&other).as_str());
        let message = Wanted::of_groups(ty, field, help).message(&<Rows<K, V>>::RUST_TYPE);
        assert!(message.is_none(), "{}", Text::of(&message).as_str());
    }

    /// Stops the build if the keys can't hold indices below `end`, or of up to 32 bits if it is not known.
    ///
    /// # Panics
    ///
    /// At build time, with the type of the keys and a remedy.
    #[track_caller]
    pub const fn assert_indices_fit(self, end: Option<u64>) {
        let other = other_index(&K::RUST_TYPE, end);
        assert!(other.is_none(), "{}", Text::of(&other).as_str());
    }

    /// The type of keys that are indices.
    #[must_use]
    pub const fn index_type(self) -> CType {
        match K::RUST_TYPE {
            RustType::Uint { bits } => CType::Uint { bits },
            _ => CType::Uint { bits: 32 },
        }
    }

    /// Reads a row for each slot.
    ///
    /// # Errors
    ///
    /// Those of [`DerivedSchema::read`](DerivedSchema::read), and [`SchemaError::RepeatedLabel`].
    pub fn labelled(self, from: &FieldReader<'_>, index: usize) -> Result<Rows<K, V>, SchemaError>
    where
        S: DerivedSchema,
    {
        let from = from.with(const { &S::SCHEMA });
        read_rows(&from, index, |slots, steps| {
            let field = from.schema_of(index);
            let widen = field.is_some_and(|field| field.widen);
            let allow = field.is_some_and(|field| field.allow_unmapped);
            slots.labelled(&KeysOf::new(), allow, |slot| slot.onward(steps, widen).and_then(V::read))
        })
    }

    /// Reads a row for each slot in a struct.
    ///
    /// # Errors
    ///
    /// [`ReadFailure`], with what was found instead.
    pub fn labelled_member(
        self,
        at: ValueCursor<'_>,
        rust_type: &RustType,
        index: usize,
        key: GroupKey,
    ) -> Result<Rows<K, V>, ReadFailure> {
        key.rows(at, |slots| {
            slots.labelled(&KeysOf::new(), false, |slot| slot_value(slot, rust_type, index, key, V::read))
        })
    }
}

impl<S, K: FieldValue + Eq + Hash, V: Reducible> Field<S, Rows<K, V>> {
    /// Reads the rows, and reduces the values of each group to one.
    ///
    /// # Errors
    ///
    /// Those of [`DerivedSchema::read`](DerivedSchema::read).
    pub fn groups(self, from: &FieldReader<'_>, index: usize) -> Result<Rows<K, V>, SchemaError>
    where
        S: DerivedSchema,
    {
        let from = from.with(const { &S::SCHEMA });
        let (how, allow) = from.reduction(index);
        read_rows(&from, index, |slots, steps| {
            let widen = from.schema_of(index).is_some_and(|field| field.widen);
            let value =
                |slot: ValueCursor<'_>| slot.onward(steps, widen).and_then(|at| V::read_reduced(at, how, allow));
            slots.grouped(&KeysOf::new(), allow, value, |values| reduced_group(&values, how))
        })
    }

    /// Reads the rows of a struct: at most one row, if groups are made of the structs of CPUs.
    ///
    /// # Errors
    ///
    /// [`ReadFailure`], with what was found instead.
    pub fn group_member(
        self,
        at: ValueCursor<'_>,
        rust_type: &RustType,
        index: usize,
        key: GroupKey,
        how: Reduction,
    ) -> Result<Rows<K, V>, ReadFailure> {
        let value = |at: ValueCursor<'_>| V::read_reduced(at, how, false);
        key.rows(at, |slots| {
            let value = |slot: ValueCursor<'_>| slot_value(slot, rust_type, index, key, value);
            slots.grouped(&KeysOf::new(), false, value, |values| reduced_group(&values, how))
        })
    }

    /// Reads the next slot and adds it to the rows. `None` if something prevents that.
    pub fn join_group(
        self,
        rows: &mut Rows<K, V>,
        at: ValueCursor<'_>,
        rust_type: &RustType,
        index: usize,
        key: GroupKey,
        how: Reduction,
    ) -> Option<()> {
        if !key.uses(at)? {
            rows.skip_slot();
            return Some(());
        }
        let known = member(rust_type, index)?;
        let read = || slot_value(at, rust_type, index, key, |at| V::read_reduced(at, how, false)).ok();
        let join = |value: &mut V| {
            let here = at.onward(known.steps, known.widen).ok()?;
            match here.surplus(&V::RUST_TYPE)? {
                0 => value.join(here, how),
                _ => value.join_value(&read()?, how),
            }
        };
        rows.join_slot(key.read(at).ok()?, read, join)
    }

    /// The rows of all slots, with the values of each group reduced to one.
    ///
    /// # Errors
    ///
    /// [`TotalError`].
    pub fn total_groups(
        self,
        slots: &PerCpu<S>,
        name: &'static str,
        how: Reduction,
        allow: bool,
    ) -> Result<Rows<K, V>, TotalError> {
        let joined = Rows::joined(slots, allow, |slot| (self.of)(slot), |values| reduced_group_refs(&values, how));
        joined.map_err(|found: ReduceFailure| found.in_member(name).into())
    }
}

impl<S, K: FieldValue + Eq + Hash> Field<S, Rows<K, u64>> {
    /// Reads the rows, with the number of slots in each group.
    ///
    /// # Errors
    ///
    /// Those of [`DerivedSchema::read`](DerivedSchema::read).
    pub fn count_groups(self, from: &FieldReader<'_>, index: usize) -> Result<Rows<K, u64>, SchemaError>
    where
        S: DerivedSchema,
    {
        let from = from.with(const { &S::SCHEMA });
        let (_, allow) = from.reduction(index);
        read_rows(&from, index, |slots, _| {
            slots.grouped(&KeysOf::new(), allow, |_| Ok(1), |ones| reduced_group(&ones, Reduction::Sum))
        })
    }

    /// Reads the rows of a struct: at most one row, if groups are made of the structs of CPUs.
    ///
    /// # Errors
    ///
    /// [`ReadFailure`], with what was found instead.
    pub fn count_group_member(self, at: ValueCursor<'_>, key: GroupKey) -> Result<Rows<K, u64>, ReadFailure> {
        key.rows(at, |slots| {
            slots.grouped(&KeysOf::new(), false, |_| Ok(1), |ones| reduced_group(&ones, Reduction::Sum))
        })
    }

    /// Counts the next slot. `None` if something prevents that.
    pub fn join_count(self, rows: &mut Rows<K, u64>, at: ValueCursor<'_>, key: GroupKey) -> Option<()> {
        if !key.uses(at)? {
            rows.skip_slot();
            return Some(());
        }
        let join = |count: &mut u64| {
            *count = count.checked_add(1)?;
            Some(())
        };
        rows.join_slot(key.read(at).ok()?, || Some(1), join)
    }
}

/// The value of one slot of a struct.
pub(super) fn slot_value<'a, V>(
    slot: ValueCursor<'a>,
    rust_type: &RustType,
    index: usize,
    key: GroupKey,
    read: impl Fn(ValueCursor<'a>) -> Result<V, ReadFailure>,
) -> Result<V, ReadFailure> {
    let member = member(rust_type, index).ok_or_else(|| slot.is_other())?;
    let (base, to_slot) = key.slot;
    let steps = member.steps.get(to_slot.len()..).unwrap_or_default();
    let path = member.path.strip_prefix(base).unwrap_or(member.path).trim_start_matches('.');
    slot.onward(steps, member.widen).and_then(read).map_err(|found| found.in_member(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failure_in_the_key_or_flag_of_a_slot_has_the_path_to_it() {
        let in_part = |part: Option<SlotPath>, slot: &str| in_part(part, slot, ReadFailure::overflow(256, 8)).part;
        let member = Some(SlotPath::member("llc.id", &[]));
        assert_eq!(in_part(member, "cells[*]"), "cells[*].llc.id");
        assert_eq!(in_part(member, ""), "llc.id");
        let element = Some(SlotPath::member("[1]", &[]));
        assert_eq!(in_part(element, "cells[*]"), "cells[*][1]");
        assert_eq!(in_part(element, ""), "[1]");
        assert_eq!(in_part(Some(SlotPath::parallel("ids[*]", &[])), "cells[*]"), "ids[*]");
        assert_eq!(in_part(None, "cells[*]"), "cells[*]");
    }
}
