//! Indexes that are read with the value: `running_ns[cell]`.

use super::cursor::{Hints, ValueCursor};
use super::failure::{ReadFailure, Why};
use crate::typed::c_type::PathStep;

impl ValueCursor<'_> {
    /// Follows a step of an index that is read. `rest` are the steps after it. Not in the loop over all steps, which is as fast as
    /// without these.
    #[cold]
    #[inline(never)]
    pub(super) fn by_index(self, step: &PathStep, rest: &'static [PathStep]) -> Result<Self, ReadFailure> {
        match *step {
            PathStep::IndexedMember(of) => {
                let named = |found: ReadFailure| found.at_index(of.index);
                let index = Self { steps: &[], ..self.member(of.index).map_err(named)? };
                let array = self.member(of.name)?;
                let value = index.number().map_err(named)?;
                array.indexed(of.index, value, rest)
            }
            // A path whose index was not read has no element, not the first.
            _ => match self.hints.next_index.checked_sub(1) {
                Some(index) => self.element(index as usize),
                None => Err(self.is_other()),
            },
        }
    }

    /// This array, with an index for the path that continues in it.
    pub(super) fn indexed(self, name: &'static str, value: i128, steps: &[PathStep]) -> Result<Self, ReadFailure> {
        let len = PathStep::indexed_len(&self.c_type, steps).ok_or_else(|| self.is_other())?;
        let next_index = u32::try_from(value).ok().filter(|index| (*index as usize) < len);
        match next_index.and_then(|index| index.checked_add(1)) {
            Some(next_index) => Ok(Self { hints: Hints { next_index, ..self.hints }, ..self }),
            None => Err(Why::IndexOutOfRange { name, value, len }.into()),
        }
    }

    /// The integer, or the value of an enum.
    pub(crate) fn number(self) -> Result<i128, ReadFailure> {
        let (c_type, bits) = self.scalar()?;
        Ok(if c_type.is_signed() { i128::from(bits.cast_signed()) } else { i128::from(bits) })
    }
}
