//! The methods of a field with `by`: a row for each group of CPUs, elements or entries.

use std::hash::Hash;

use super::c_type::{CType, PathStep, Reduction};
use super::derived::DerivedSchema;
use super::error::SchemaError;
use super::field::{Field, member};
use super::read::{FieldReader, ReadFailure, ValueCursor};
use super::rust_type::RustType;
use super::schema::FieldSchema;
use super::total::TotalError;
use super::types::{FieldValue, PerCpu, ReduceFailure, Reducible, Rows, reduced_group, reduced_group_refs};
use crate::__private::fits::{Wanted, other_group};
use crate::__private::text::Text;

/// The member of a struct whose value names the group that the struct is in.
#[derive(Debug, Clone, Copy)]
pub struct GroupKey {
    /// The path from the struct to the values that are grouped. It is empty if these are the structs of CPUs.
    slot: (&'static str, &'static [PathStep]),
    /// The path from there to the member.
    key: (&'static str, &'static [PathStep]),
}

impl GroupKey {
    /// Describes a member, by the path to the values that are grouped, and the path from there.
    #[must_use]
    pub const fn new(slot: (&'static str, &'static [PathStep]), key: (&'static str, &'static [PathStep])) -> Self {
        Self { slot, key }
    }

    fn read<K: FieldValue>(self, slot: ValueCursor<'_>) -> Result<K, ReadFailure> {
        let (path, steps) = self.key;
        slot.onward(steps, false).and_then(K::read).map_err(|found| found.in_member(path))
    }

    /// Reads the rows of one struct.
    fn rows<K: FieldValue + Eq + Hash, V: Reducible>(
        self,
        at: ValueCursor<'_>,
        how: Reduction,
        value: impl Fn(ValueCursor<'_>) -> Result<V, ReadFailure>,
    ) -> Result<Rows<K, V>, ReadFailure> {
        let (path, steps) = self.slot;
        let rows = at.onward(steps, false).and_then(|at| {
            let read = |slot: ValueCursor<'_>| Ok((self.read(slot)?, value(slot)?));
            Rows::grouped(at, false, read, |values| reduced_group(&values, how))
        });
        rows.map_err(|found| found.in_member(path))
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
        let Some((field, groups)) = from.groups(index) else { return Err(from.absent(index)) };
        let steps = field.steps.get(groups.slot..).unwrap_or_default();
        let value =
            |slot: ValueCursor<'_>| slot.onward(steps, field.widen).and_then(|at| V::read_reduced(at, how, allow));
        let join = |values| reduced_group(&values, how);
        read_groups(&from, index, value, join)
    }

    /// Reads the rows of a struct: one row, if groups are made of the structs of CPUs.
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
        key.rows(at, how, |slot| slot_value(slot, rust_type, index, key, how))
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
        let known = member(rust_type, index)?;
        let read = || slot_value(at, rust_type, index, key, how).ok();
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
        read_groups(&from, index, |_| Ok(1), |values| reduced_group(&values, Reduction::Sum))
    }

    /// Reads the rows of a struct: one row, if groups are made of the structs of CPUs.
    ///
    /// # Errors
    ///
    /// [`ReadFailure`], with what was found instead.
    pub fn count_group_member(self, at: ValueCursor<'_>, key: GroupKey) -> Result<Rows<K, u64>, ReadFailure> {
        key.rows(at, Reduction::Sum, |_| Ok(1))
    }

    /// Counts the next slot. `None` if something prevents that.
    pub fn join_count(self, rows: &mut Rows<K, u64>, at: ValueCursor<'_>, key: GroupKey) -> Option<()> {
        let join = |count: &mut u64| {
            *count = count.checked_add(1)?;
            Some(())
        };
        rows.join_slot(key.read(at).ok()?, || Some(1), join)
    }
}

/// The value of one slot, with the dimensions reduced that the type does not have.
fn slot_value<V: Reducible>(
    slot: ValueCursor<'_>,
    rust_type: &RustType,
    index: usize,
    key: GroupKey,
    how: Reduction,
) -> Result<V, ReadFailure> {
    let member = member(rust_type, index).ok_or_else(|| slot.is_other())?;
    let (base, to_slot) = key.slot;
    let steps = member.steps.get(to_slot.len()..).unwrap_or_default();
    let path = member.path.strip_prefix(base).unwrap_or(member.path).trim_start_matches('.');
    let value = slot.onward(steps, member.widen).and_then(|at| V::read_reduced(at, how, false));
    value.map_err(|found| found.in_member(path))
}

/// Reads the key and the value of each slot.
fn read_groups<K: FieldValue + Eq + Hash, V>(
    from: &FieldReader<'_>,
    index: usize,
    value: impl Fn(ValueCursor<'_>) -> Result<V, ReadFailure>,
    join: impl Fn(PerCpu<V>) -> Result<V, ReduceFailure>,
) -> Result<Rows<K, V>, SchemaError> {
    let (_, allow) = from.reduction(index);
    let Some((field, groups)) = from.groups(index) else { return Err(from.absent(index)) };
    let Some(at) = from.field(index)? else { return Err(from.absent(index)) };
    let key_steps = groups.key.steps.get(groups.slot..).unwrap_or_default();
    let is_key = std::cell::Cell::new(false);
    let read = |slot: ValueCursor<'_>| {
        is_key.set(true);
        let key = slot.onward(key_steps, false).and_then(K::read)?;
        is_key.set(false);
        Ok((key, value(slot)?))
    };
    let rows = Rows::grouped(at.up_to(groups.slot), allow, read, join);
    rows.map_err(|found| from.error_of(Some(if is_key.get() { &groups.key } else { field }), found))
}
