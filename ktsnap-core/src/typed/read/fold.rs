//! Reductions of several values to one: the elements of arrays and the slots of CPUs.

use super::cursor::ValueCursor;
use super::failure::{ReadFailure, Why};
use crate::typed::c_type::{CType, Reduction};
use crate::typed::rank::surplus;
use crate::typed::rust_type::RustType;

impl<'a> ValueCursor<'a> {
    /// Reduces the results of `read` for each value in this one. An unmapped slot is an error, unless `allow_unmapped` skips it.
    pub(crate) fn fold(
        self,
        how: Reduction,
        width: usize,
        allow_unmapped: bool,
        read: &mut dyn FnMut(ValueCursor<'a>) -> Result<i128, ReadFailure>,
    ) -> Result<i128, ReadFailure> {
        let mut joined = None;
        self.each(width, allow_unmapped, &mut |leaf| {
            let value = read(leaf)?;
            joined = Some(match joined {
                None => value,
                Some(before) => how.join(before, value).ok_or(Why::Overflow { value: None, bits: 128 })?,
            });
            Ok(())
        })?;
        match (joined, how) {
            (Some(joined), _) => Ok(joined),
            (None, Reduction::Sum) => Ok(0),
            (None, Reduction::Max | Reduction::Min) => Err(Why::Empty.into()),
        }
    }

    fn each(
        self,
        width: usize,
        allow_unmapped: bool,
        visit: &mut dyn FnMut(ValueCursor<'a>) -> Result<(), ReadFailure>,
    ) -> Result<(), ReadFailure> {
        let here = self.reach()?;
        // A value without a type is one number if it is as wide as the field, or without a field if it has a number's width.
        if let CType::Bytes { size } = *here.c_type()
            && (size == width || width == 0 && matches!(size, 1 | 2 | 4 | 8))
        {
            return visit(here);
        }
        if let CType::Entries(_) = here.c_type() {
            let entries = here.entries()?;
            entries.complete()?;
            for index in 0..entries.len {
                let value = entries.value(index).and_then(|value| value.each(width, allow_unmapped, visit));
                value.map_err(|found| found.in_entry(&entries.place(index)))?;
            }
            return Ok(());
        }
        let Some(parts) = here.parts(width)? else { return visit(here) };
        let mut mapped = 0;
        for index in 0..parts.len {
            match parts.get(index).map_err(|found| found.in_element(parts.place(index)))? {
                Some(part) => {
                    mapped += 1;
                    part.each(width, allow_unmapped, visit).map_err(|found| found.in_element(parts.place(index)))?;
                }
                None if allow_unmapped => {}
                None => return Err(Why::Unmapped { cpu: Some(index) }.into()),
            }
        }
        // Without a readable slot there is no result, and not a zero.
        if parts.per_cpu() && mapped == 0 {
            return Err(Why::NoSlot.into());
        }
        Ok(())
    }

    /// Calls `visit` with each value in the first `surplus` dimensions, for each CPU and each entry of a map with keys.
    pub(crate) fn each_of(
        self,
        surplus: usize,
        allow_unmapped: bool,
        visit: &mut dyn FnMut(ValueCursor<'a>) -> Result<(), ReadFailure>,
    ) -> Result<(), ReadFailure> {
        let here = self.reach()?;
        let per_cpu = matches!(here.c_type(), CType::PerCpu(_));
        if let CType::Entries(_) = here.c_type() {
            let entries = here.entries()?;
            entries.complete()?;
            for index in 0..entries.len {
                let value = entries.value(index).and_then(|value| value.each_of(surplus, allow_unmapped, visit));
                value.map_err(|found| found.in_entry(&entries.place(index)))?;
            }
            return Ok(());
        }
        if surplus == 0 && !per_cpu {
            return visit(here);
        }
        let Some(parts) = here.parts(0)? else { return Err(here.is_other()) };
        let rest = if per_cpu { surplus } else { surplus - 1 };
        let mut mapped = 0;
        for index in 0..parts.len {
            match parts.get(index).map_err(|found| found.in_element(parts.place(index)))? {
                Some(part) => {
                    mapped += 1;
                    part.each_of(rest, allow_unmapped, visit).map_err(|found| found.in_element(parts.place(index)))?;
                }
                None if allow_unmapped => {}
                None => return Err(Why::Unmapped { cpu: Some(index) }.into()),
            }
        }
        if per_cpu && mapped == 0 {
            return Err(Why::NoSlot.into());
        }
        Ok(())
    }

    /// The number of outer dimensions that a type does not have. `None` if it has more dimensions than the value.
    pub(crate) fn surplus(&self, rust_type: &RustType) -> Option<usize> {
        surplus(&self.c_type, self.steps, rust_type)
    }

    /// Whether the path ends here.
    pub(super) fn is_there(&self) -> bool {
        self.steps.is_empty()
    }
}
