//! Indexes that are read with the value: `running_ns[cell]`.

use super::cursor::{Hints, ValueCursor};
use super::failure::{ReadFailure, Why};
use crate::typed::c_type::{IndexedMember, PathStep};

impl ValueCursor<'_> {
    /// An array that is a member, with the index that another member of the struct has. `steps` continue in the array.
    #[cold]
    #[inline(never)]
    pub(super) fn indexed_member(self, of: &IndexedMember, steps: &'static [PathStep]) -> Result<Self, ReadFailure> {
        let named = |found: ReadFailure| found.at_index(of.index);
        let index = Self { steps: &[], ..self.member(of.index).map_err(named)? };
        let array = self.member(of.name)?;
        let value = index.number().map_err(named)?;
        array.indexed(of.index, value, steps)
    }

    /// This array, with an index for the path that continues in it.
    pub(super) fn indexed(self, name: &'static str, value: i128, steps: &[PathStep]) -> Result<Self, ReadFailure> {
        let len = PathStep::indexed_len(&self.c_type, steps).ok_or_else(|| self.is_other())?;
        match u32::try_from(value) {
            Ok(index) if (index as usize) < len => Ok(Self { hints: Hints { index, ..self.hints }, ..self }),
            _ => Err(Why::IndexOutOfRange { name, value, len }.into()),
        }
    }

    /// The integer, or the value of an enum.
    pub(crate) fn number(self) -> Result<i128, ReadFailure> {
        let (c_type, bits) = self.scalar()?;
        Ok(if c_type.is_signed() { i128::from(bits.cast_signed()) } else { i128::from(bits) })
    }
}
