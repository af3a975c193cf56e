//! Reading slots: CPUs, elements or entries, each with the value that names it and the flag that says whether it is in use.

use std::cell::Cell;

use super::c_type::PathStep;
use super::error::SchemaError;
use super::group_schema::SlotSchema;
use super::in_use::RowsInUse;
use super::read::{FieldReader, ReadFailure, SlotName, ValueCursor, Why};
use super::schema::FieldSchema;
use super::types::{PerCpu, ReadKeys, ReduceFailure, Rows};

/// A value that each slot has.
#[derive(Clone, Copy)]
pub(super) enum Part<'a> {
    /// A member, by the path from the slot.
    Member(&'static [PathStep]),
    /// The element of the same index, by the path of the array.
    Parallel(ValueCursor<'a>),
}

impl<'a> Part<'a> {
    fn of(self, slot: ValueCursor<'a>, name: SlotName<'a>) -> Result<ValueCursor<'a>, ReadFailure> {
        match self {
            Self::Member(steps) => slot.onward(steps, false),
            Self::Parallel(array) => name.of_array(array),
        }
    }
}

/// What is read of a slot.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Stage {
    Only,
    Key,
    Value,
}

/// Reads slots, each with its key.
pub(super) struct SlotReader<'a> {
    at: ValueCursor<'a>,
    key: Option<Part<'a>>,
    only: Option<Part<'a>>,
    /// The number of slots that are in use. `usize::MAX` for all.
    in_use: usize,
    /// The number of slots that were seen.
    seen: Cell<usize>,
    stage: Cell<Stage>,
}

impl<'a> SlotReader<'a> {
    pub(super) fn new(at: ValueCursor<'a>, key: Option<Part<'a>>, only: Option<Part<'a>>) -> Self {
        Self { at, key, only, in_use: usize::MAX, seen: Cell::new(0), stage: Cell::new(Stage::Value) }
    }

    /// Reads the key and the value of a slot. `None` if it is not in use.
    fn slot<N: ReadKeys, V>(
        &self,
        keys: &N,
        slot: ValueCursor<'a>,
        name: SlotName<'a>,
        value: impl Fn(ValueCursor<'a>) -> Result<V, ReadFailure>,
    ) -> Result<Option<(N::Key, V)>, ReadFailure> {
        if self.seen.replace(self.seen.get().saturating_add(1)) >= self.in_use {
            return Ok(None);
        }
        if let Some(only) = self.only {
            self.stage.set(Stage::Only);
            let (_, flag) = only.of(slot, name)?.scalar()?;
            if flag == 0 {
                self.stage.set(Stage::Value);
                return Ok(None);
            }
        }
        self.stage.set(Stage::Key);
        let key = match self.key {
            Some(key) => key.of(slot, name).and_then(|at| keys.read(at))?,
            None => name.read(keys)?,
        };
        self.stage.set(Stage::Value);
        Ok(Some((key, value(slot)?)))
    }

    /// A row for each slot.
    pub(super) fn labelled<N: ReadKeys, V>(
        &self,
        keys: &N,
        allow_unmapped: bool,
        value: impl Fn(ValueCursor<'a>) -> Result<V, ReadFailure>,
    ) -> Result<Rows<N::Key, V>, ReadFailure> {
        Rows::labelled(self.at, allow_unmapped, |slot, name| self.slot(keys, slot, name, &value))
    }

    /// A row for each group. `join` makes one value of those of a group.
    pub(super) fn grouped<N: ReadKeys, V>(
        &self,
        keys: &N,
        allow_unmapped: bool,
        value: impl Fn(ValueCursor<'a>) -> Result<V, ReadFailure>,
        join: impl Fn(PerCpu<V>) -> Result<V, ReduceFailure>,
    ) -> Result<Rows<N::Key, V>, ReadFailure> {
        Rows::grouped(self.at, allow_unmapped, |slot, name| self.slot(keys, slot, name, &value), join)
    }

    /// The part of a slot that could not be read.
    pub(super) fn failed(&self, found: &ReadFailure) -> Stage {
        if matches!(found.why, Why::RepeatedLabel { .. }) { Stage::Key } else { self.stage.get() }
    }
}

/// Reads the slots of a field. `rows` makes rows of them, by the path from a slot to its value.
pub(super) fn read_rows<'a, T>(
    from: &FieldReader<'a>,
    index: usize,
    rows: impl FnOnce(&SlotReader<'a>, &'static [PathStep]) -> Result<T, ReadFailure>,
) -> Result<T, SchemaError> {
    let Some((field, groups)) = from.groups(index) else { return Err(from.absent(index)) };
    let at = |field: &FieldSchema| from.at(index, Some(field))?.ok_or_else(|| from.absent(index));
    let part = |part: &SlotSchema| {
        if part.is_parallel {
            return at(&part.field).map(Part::Parallel);
        }
        Ok(Part::Member(part.field.steps.get(groups.slot..).unwrap_or_default()))
    };
    let (key, only) = (groups.key.as_ref().map(part).transpose()?, groups.only.as_ref().map(part).transpose()?);
    let mut slots = SlotReader::new(at(field)?.up_to(groups.slot), key, only);
    let in_use = match &groups.in_use {
        Some((count, is_ring)) => Some(RowsInUse::read(from, index, count, *is_ring)?),
        None => None,
    };
    if let Some(in_use) = &in_use {
        match usize::try_from(in_use.number) {
            Ok(number) => slots.in_use = number,
            Err(_) => in_use.check(from, index, None)?,
        }
    }
    let read = rows(&slots, field.steps.get(groups.slot..).unwrap_or_default()).map_err(|found| {
        let part = match slots.failed(&found) {
            Stage::Key => groups.key.as_ref(),
            Stage::Only => groups.only.as_ref(),
            Stage::Value => None,
        };
        from.error_of(Some(part.map_or(field, |part| &part.field)), found)
    })?;
    match &in_use {
        Some(in_use) if slots.in_use > slots.seen.get() => {
            in_use.check(from, index, Some(slots.seen.get())).map(|()| read)
        }
        _ => Ok(read),
    }
}
