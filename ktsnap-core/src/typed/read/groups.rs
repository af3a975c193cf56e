//! The slots that rows and groups are made of: CPUs, elements or entries.

use super::cursor::ValueCursor;
use super::entries::MapEntries;
use super::failure::{ReadFailure, Why};
use crate::typed::c_type::CType;
use crate::typed::types::ReadKeys;

/// A CPU, an element or an entry.
pub(crate) struct Slot<'a> {
    /// Its value. `None` for an unmapped slot that `allow_unmapped` leaves out.
    pub(crate) at: Option<ValueCursor<'a>>,
    pub(crate) name: SlotName<'a>,
}

/// What identifies a slot among the others.
#[derive(Clone, Copy)]
pub(crate) enum SlotName<'a> {
    /// The index of an element, the key of an entry of an array map, or the number of a CPU.
    Index(usize),
    /// The key of an entry of a map with keys.
    Entry(MapEntries<'a>, usize),
}

impl<'a> SlotName<'a> {
    /// The name as the key of a row.
    pub(crate) fn read<N: ReadKeys>(self, keys: &N) -> Result<N::Key, ReadFailure> {
        match self {
            Self::Entry(entries, index) => {
                entries.key(index).and_then(|at| keys.read(at)).map_err(|found| found.in_member("key()"))
            }
            Self::Index(index) => keys.of_index(u64::try_from(index).unwrap_or(u64::MAX)),
        }
    }

    /// The element of the same index, for the path of an array up to its `[*]` and on.
    pub(crate) fn of_array(self, array: ValueCursor<'a>) -> Result<ValueCursor<'a>, ReadFailure> {
        let (Self::Index(index), Some(elements)) = (self, array.captured_parts(0)?) else {
            return Err(array.is_other());
        };
        match elements.get(index)? {
            Some(element) => Ok(element),
            None => Err(Why::Unmapped { cpu: Some(index) }.into()),
        }
    }
}

impl<'a> ValueCursor<'a> {
    /// Calls `visit` with each value at the end of the path: in each element of `[*]`, each entry of a map and each CPU. An
    /// unmapped slot is an error, unless `allow_unmapped` leaves it out.
    pub(crate) fn each_slot(
        self,
        allow_unmapped: bool,
        visit: &mut dyn FnMut(Slot<'a>) -> Result<(), ReadFailure>,
    ) -> Result<(), ReadFailure> {
        self.each_slot_named(SlotName::Index(0), allow_unmapped, visit)
    }

    fn each_slot_named(
        self,
        name: SlotName<'a>,
        allow_unmapped: bool,
        visit: &mut dyn FnMut(Slot<'a>) -> Result<(), ReadFailure>,
    ) -> Result<(), ReadFailure> {
        let here = self.reach()?;
        if let CType::Entries(_) = here.c_type() {
            let entries = here.entries()?;
            entries.complete()?;
            for index in 0..entries.len {
                let name = SlotName::Entry(entries, index);
                let value = entries.value(index);
                let visited = value.and_then(|value| value.each_slot_named(name, allow_unmapped, visit));
                visited.map_err(|found| found.in_entry(&entries.place(index)))?;
            }
            return Ok(());
        }
        let per_cpu = matches!(here.c_type(), CType::PerCpu(_));
        if here.is_there() && !per_cpu {
            return visit(Slot { at: Some(here), name });
        }
        let Some(parts) = here.parts(0)? else { return Err(here.is_other()) };
        let mut mapped = 0;
        for index in 0..parts.len {
            let name = SlotName::Index(parts.place(index));
            match parts.get(index).map_err(|found| found.in_element(parts.place(index)))? {
                Some(part) => {
                    mapped += 1;
                    let visited = part.each_slot_named(name, allow_unmapped, visit);
                    visited.map_err(|found| found.in_element(parts.place(index)))?;
                }
                None if allow_unmapped => visit(Slot { at: None, name })?,
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
