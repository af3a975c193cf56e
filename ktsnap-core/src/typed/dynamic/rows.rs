//! Rows whose keys and values have types that are only known at run time.

use std::hash::{Hash, Hasher};

use super::read::read;
use super::reduce::{join, reduced};
use crate::typed::SchemaError;
use crate::typed::c_type::Reduction;
use crate::typed::grouped::{GroupKey, slot_value};
use crate::typed::inspect::{Inspected, InspectedRows};
use crate::typed::read::{FieldReader, ReadFailure, ValueCursor};
use crate::typed::rust_type::RustType;
use crate::typed::slots::read_rows;
use crate::typed::types::{PerCpu, ReadKeys, ReduceFailure, RowKey, Rows, index_bits};

/// A key, and the text by which a path shows it. Different keys of one type have different texts.
#[derive(Debug, Clone)]
pub(super) struct DynamicKey {
    text: String,
    value: Inspected,
}

impl PartialEq for DynamicKey {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for DynamicKey {}

impl Hash for DynamicKey {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl RowKey for DynamicKey {
    fn text(&self) -> Option<String> {
        Some(self.text.clone())
    }

    fn copy(&self) -> Self {
        self.clone()
    }
}

/// Reads keys of the type.
pub(super) struct DynamicKeys<'t>(pub(super) &'t RustType);

impl ReadKeys for DynamicKeys<'_> {
    type Key = DynamicKey;

    fn read(&self, at: ValueCursor<'_>) -> Result<DynamicKey, ReadFailure> {
        read(at, self.0).map(|value| DynamicKey { text: key_text(&value), value })
    }

    fn of_index(&self, index: u64) -> Result<DynamicKey, ReadFailure> {
        let value = Inspected::Integer { value: index.into(), counts: true };
        index_bits(self.0, index).map(|_| DynamicKey { text: index.to_string(), value })
    }
}

fn key_text(key: &Inspected) -> String {
    match key {
        Inspected::Integer { value, .. } => value.to_string(),
        Inspected::Text(text) => text.to_string(),
        other => {
            let mut parts = Vec::new();
            other.each_leaf(&mut |leaf| parts.push(key_text(leaf.value)));
            parts.join(", ")
        }
    }
}

/// Rows without their types.
pub(super) fn inspected_rows(rows: Rows<DynamicKey, Inspected>, is_truncated: bool) -> Inspected {
    let Rows { rows, slots } = rows;
    let (rows, keys) = rows.into_iter().map(|(key, row)| ((key.text, row), key.value)).unzip();
    Inspected::Rows(InspectedRows { rows, keys, slots, is_truncated })
}

/// How the rows of slots are made.
#[derive(Debug, Clone, Copy)]
pub(super) enum Made {
    /// A row for each slot.
    Labelled,
    /// A row for each group of slots, with one value for theirs.
    Grouped(Reduction),
    /// A row for each group of slots, with their number.
    Counted,
}

/// Reads the rows of a field with groups.
pub(super) fn groups(
    from: &FieldReader<'_>,
    index: usize,
    (key, value): (&RustType, &RustType),
    made: Made,
) -> Result<Inspected, SchemaError> {
    let (_, allow) = from.reduction(index);
    let keys = DynamicKeys(key);
    let rows = read_rows(from, index, |slots, steps| {
        let widen = from.schema_of(index).is_some_and(|field| field.widen);
        match made {
            Made::Labelled => {
                slots.labelled(&keys, allow, |slot| slot.onward(steps, widen).and_then(|at| read(at, value)))
            }
            Made::Grouped(how) => {
                let of_slot =
                    |slot: ValueCursor<'_>| slot.onward(steps, widen).and_then(|at| reduced(at, value, how, allow));
                slots.grouped(&keys, allow, of_slot, |values| joined(&values, value, how))
            }
            Made::Counted => slots.grouped(&keys, allow, |_| Ok(one()), |ones| joined(&ones, value, Reduction::Sum)),
        }
    })?;
    Ok(inspected_rows(rows, false))
}

/// Reads the rows of a member with groups: at most one row, if groups are made of the structs of CPUs.
pub(super) fn member_groups(
    at: ValueCursor<'_>,
    (of, index): (&RustType, usize),
    (key, value): (&RustType, &RustType),
    group: GroupKey,
    made: Made,
) -> Result<Inspected, ReadFailure> {
    let keys = DynamicKeys(key);
    let rows = group.rows(at, |slots| match made {
        Made::Labelled => slots.labelled(&keys, false, |slot| slot_value(slot, of, index, group, |at| read(at, value))),
        Made::Grouped(how) => {
            let of_slot =
                |slot: ValueCursor<'_>| slot_value(slot, of, index, group, |at| reduced(at, value, how, false));
            slots.grouped(&keys, false, of_slot, |values| joined(&values, value, how))
        }
        Made::Counted => slots.grouped(&keys, false, |_| Ok(one()), |ones| joined(&ones, value, Reduction::Sum)),
    })?;
    Ok(inspected_rows(rows, false))
}

/// The rows of all CPUs, with the values of each group reduced to one.
pub(super) fn total_groups(
    slots: &PerCpu<&Inspected>,
    value: &RustType,
    how: Reduction,
    allow: bool,
) -> Result<Inspected, ReduceFailure> {
    let of_slots: PerCpu<_> = slots.iter().map(|slot| slot.map(|slot| typed(slot))).collect();
    let rows =
        Rows::joined(&of_slots, allow, |slot| slot, |values: PerCpu<&Inspected>| join(&values, value, how, false))?;
    Ok(inspected_rows(rows, false))
}

/// The rows of a value, with their keys.
pub(super) fn typed(of: &Inspected) -> Rows<DynamicKey, Inspected> {
    match of {
        Inspected::Rows(InspectedRows { rows, keys, slots, .. }) => {
            let key = |(text, value): (&String, &Inspected)| DynamicKey { text: text.clone(), value: value.clone() };
            let rows = rows.iter().zip(keys).map(|((text, row), value)| (key((text, value)), row.clone()));
            Rows { rows: rows.collect(), slots: slots.clone() }
        }
        _ => Rows::new(Vec::new()),
    }
}

fn joined(values: &PerCpu<Inspected>, ty: &RustType, how: Reduction) -> Result<Inspected, ReduceFailure> {
    join(&values.iter().collect(), ty, how, false)
}

/// A slot, as a number of slots.
fn one() -> Inspected {
    Inspected::Integer { value: 1, counts: true }
}
