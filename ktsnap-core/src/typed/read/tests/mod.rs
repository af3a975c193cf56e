mod arrays;
mod cursor;
mod entries;
mod errors;
mod fold;
mod resized;
mod row;

use super::cursor::{Hints, Source, ValueCursor};
use super::failure::Why;
use crate::report::{FailureDumpMap, RenderedValue};
use crate::typed::c_type::{CType, PathStep};

const U32: CType = CType::Uint { bits: 32 };
const U64: CType = CType::Uint { bits: 64 };
const ALL: &[PathStep] = &[PathStep::All];

fn uint(bits: u32, value: u64) -> RenderedValue {
    RenderedValue::Uint { bits, value }
}

/// An array of `u64` in a report.
fn array(len: usize, values: &[u64]) -> RenderedValue {
    RenderedValue::Array { len, elements: values.iter().map(|value| uint(64, *value)).collect() }
}

/// A cursor at a map of a report.
fn at_map<'a>(map: &'a FailureDumpMap, c_type: CType, steps: &'static [PathStep]) -> ValueCursor<'a> {
    ValueCursor { c_type, source: Source::Map(map), steps, hints: Hints::default() }
}

/// A cursor at the slots of a per-CPU value.
fn at_slots(slots: &[Option<RenderedValue>], c_type: CType) -> ValueCursor<'_> {
    ValueCursor { c_type, source: Source::Slots(slots), steps: &[], hints: Hints::default() }
}
