//! The slots that groups are made of: CPUs, elements or entries.

use super::cursor::ValueCursor;
use super::failure::{ReadFailure, Why};
use crate::typed::c_type::CType;

impl<'a> ValueCursor<'a> {
    /// Calls `visit` with each value at the end of the path, in each element of `[*]`, each entry of a map and each CPU. `None`
    /// is an unmapped slot that `allow_unmapped` leaves out.
    pub(crate) fn each_slot(
        self,
        allow_unmapped: bool,
        visit: &mut dyn FnMut(Option<ValueCursor<'a>>) -> Result<(), ReadFailure>,
    ) -> Result<(), ReadFailure> {
        let here = self.reach()?;
        if let CType::Entries(_) = here.c_type() {
            let entries = here.entries()?;
            entries.complete()?;
            for index in 0..entries.len {
                let value = entries.value(index).and_then(|value| value.each_slot(allow_unmapped, visit));
                value.map_err(|found| found.in_entry(&entries.place(index)))?;
            }
            return Ok(());
        }
        let per_cpu = matches!(here.c_type(), CType::PerCpu(_));
        if here.is_there() && !per_cpu {
            return visit(Some(here));
        }
        let Some(parts) = here.parts(0)? else { return Err(here.is_other()) };
        let mut mapped = 0;
        for index in 0..parts.len {
            match parts.get(index).map_err(|found| found.in_element(parts.place(index)))? {
                Some(part) => {
                    mapped += 1;
                    part.each_slot(allow_unmapped, visit).map_err(|found| found.in_element(parts.place(index)))?;
                }
                None if allow_unmapped => visit(None)?,
                None => return Err(Why::Unmapped { cpu: Some(index) }.into()),
            }
        }
        // If no slot can be read, the groups are not known, which is not the same as no groups.
        if per_cpu && mapped == 0 {
            return Err(Why::NoSlot.into());
        }
        Ok(())
    }
}
