//! Rows of CPUs, elements or entries: each has a row of its own, or those with an equal member are one row.

use std::collections::HashMap;

use super::row_key::RowKey;
use super::{PerCpu, PerCpuError, ReduceFailure, Reducible, Rows};
use crate::series::reset::CounterDecreased;
use crate::typed::c_type::Reduction;
use crate::typed::read::{ReadFailure, SlotName, ValueCursor, Why};

impl<K, V> Rows<K, V> {
    /// A row for each group of the slots at the end of the path. `read` gives the key and the value of a slot, or `None` to
    /// leave it out, and `join` makes one value of those of a group.
    pub(crate) fn grouped<'a>(
        at: ValueCursor<'a>,
        allow_unmapped: bool,
        read: impl Fn(ValueCursor<'a>, SlotName<'a>) -> Result<Option<(K, V)>, ReadFailure>,
        join: impl Fn(PerCpu<V>) -> Result<V, ReduceFailure>,
    ) -> Result<Self, ReadFailure>
    where
        K: RowKey,
    {
        let mut groups = Groups::default();
        at.each_slot(allow_unmapped, &mut |slot| {
            match slot.at.map_or(Ok(None), |at| read(at, slot.name))? {
                Some((key, value)) => groups.add(key, value),
                None => groups.slots.push(None),
            }
            Ok(())
        })?;
        Ok(groups.joined(join)?)
    }

    /// A row for each slot at the end of the path that `read` does not leave out. No two may have the same key.
    pub(crate) fn labelled<'a>(
        at: ValueCursor<'a>,
        allow_unmapped: bool,
        read: impl Fn(ValueCursor<'a>, SlotName<'a>) -> Result<Option<(K, V)>, ReadFailure>,
    ) -> Result<Self, ReadFailure>
    where
        K: RowKey,
    {
        let mut of_slots = Self { rows: Vec::new(), slots: Vec::new() };
        at.each_slot(allow_unmapped, &mut |slot| {
            let row = slot.at.map_or(Ok(None), |at| read(at, slot.name))?;
            of_slots.slots.push(row.is_some().then_some(of_slots.rows.len()));
            of_slots.rows.extend(row);
            Ok(())
        })?;
        let mut seen = HashMap::with_capacity(of_slots.rows.len());
        let repeated = of_slots.rows.iter().enumerate().find_map(|(row, (key, _))| Some((seen.insert(key, row)?, row)));
        let Some((first, second)) = repeated else { return Ok(of_slots) };
        let [first, part] = [first, second].map(|row| {
            let slot = of_slots.slots.iter().position(|of_slot| *of_slot == Some(row));
            slot.map(|slot| place(at, allow_unmapped, slot)).unwrap_or_default()
        });
        let key = of_slots.rows.get(second).and_then(|(key, _)| key.text());
        let key = key.unwrap_or_else(|| "the same value".to_owned());
        Err(ReadFailure { part, why: Why::RepeatedLabel { key, first } })
    }

    /// The rows of several values that are one slot each, with one value for each group.
    pub(crate) fn joined<S>(
        slots: &PerCpu<S>,
        allow_unmapped: bool,
        of: impl Fn(&S) -> &Self,
        join: impl Fn(PerCpu<&V>) -> Result<V, ReduceFailure>,
    ) -> Result<Self, ReduceFailure>
    where
        K: RowKey,
    {
        let mut groups = Groups::default();
        let mut mapped = 0;
        for (cpu, slot) in slots.iter().enumerate() {
            match slot {
                Some(slot) => {
                    mapped += 1;
                    match of(slot).iter().next() {
                        Some((key, value)) => groups.add(key.copy(), value),
                        None => groups.slots.push(None),
                    }
                }
                None if allow_unmapped => groups.slots.push(None),
                None => return Err(PerCpuError::Unmapped { cpu }.into()),
            }
        }
        if mapped == 0 {
            return Err(PerCpuError::Empty.into());
        }
        groups.joined(join)
    }

    /// Adds the next slot, which is left out.
    pub(crate) fn skip_slot(&mut self) {
        self.slots.push(None);
    }

    /// Adds the next slot. `join` reduces its value with that of its group. `None` if something prevents that.
    pub(crate) fn join_slot(
        &mut self,
        key: K,
        read: impl FnOnce() -> Option<V>,
        join: impl FnOnce(&mut V) -> Option<()>,
    ) -> Option<()>
    where
        K: PartialEq,
    {
        let known = self.rows.iter().position(|(other, _)| *other == key);
        self.slots.push(Some(known.unwrap_or(self.rows.len())));
        match known.and_then(|row| self.rows.get_mut(row)) {
            Some((_, value)) => join(value),
            None => {
                self.rows.push((key, read()?));
                Some(())
            }
        }
    }

    /// Checks that each slot is in the same row as in an earlier read.
    pub(crate) fn check_groups(&self, earlier: &Self) -> Result<(), CounterDecreased>
    where
        K: PartialEq,
    {
        let all = 0..self.slots.len().max(earlier.slots.len());
        let in_rows = all.map(|slot| (slot, earlier.group(slot), self.group(slot)));
        match in_rows.into_iter().find(|(_, before, now)| before != now) {
            Some((slot, before, now)) => Err(CounterDecreased::regrouped(slot, before.is_some(), now.is_some())),
            None => Ok(()),
        }
    }

    fn group(&self, slot: usize) -> Option<&K> {
        let row = self.slots.get(slot).copied().flatten()?;
        self.rows.get(row).map(|(key, _)| key)
    }
}

/// The path of a slot after the start of the slots, as a failure there has it.
#[cold]
fn place(at: ValueCursor<'_>, allow_unmapped: bool, slot: usize) -> String {
    let mut seen = 0;
    let stopped = at.each_slot(allow_unmapped, &mut |_| {
        seen += 1;
        if seen > slot { Err(Why::Empty.into()) } else { Ok(()) }
    });
    stopped.err().map(|found| found.part).unwrap_or_default()
}

/// The values of each group.
struct Groups<K, V> {
    rows: HashMap<K, usize>,
    values: Vec<(K, Vec<Option<V>>)>,
    slots: Vec<Option<usize>>,
}

impl<K, V> Default for Groups<K, V> {
    fn default() -> Self {
        Self { rows: HashMap::new(), values: Vec::new(), slots: Vec::new() }
    }
}

impl<K: RowKey, V> Groups<K, V> {
    fn add(&mut self, key: K, value: V) {
        let row = self.rows.get(&key).copied().unwrap_or(self.values.len());
        self.slots.push(Some(row));
        match self.values.get_mut(row) {
            Some((_, values)) => values.push(Some(value)),
            None => {
                self.values.push((key.copy(), vec![Some(value)]));
                self.rows.insert(key, row);
            }
        }
    }

    fn joined<W>(self, join: impl Fn(PerCpu<V>) -> Result<W, ReduceFailure>) -> Result<Rows<K, W>, ReduceFailure> {
        let joined = self.values.into_iter().map(|(key, values)| Ok((key, join(values.into_iter().collect())?)));
        Ok(Rows { rows: joined.collect::<Result<_, ReduceFailure>>()?, slots: self.slots })
    }
}

/// Reduces the values of a group.
pub(crate) fn reduced<V: Reducible>(values: &PerCpu<V>, how: Reduction) -> Result<V, ReduceFailure> {
    V::reduce(values, how, false, &|value| value)
}

/// Does the same with borrowed values.
pub(crate) fn reduced_refs<V: Reducible>(values: &PerCpu<&V>, how: Reduction) -> Result<V, ReduceFailure> {
    V::reduce(values, how, false, &|value| *value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::series::reset::Decrease;
    use crate::typed::types::FieldValue;

    fn one_slot(key: u32, value: u64) -> Rows<u32, u64> {
        Rows { rows: vec![(key, value)], slots: vec![Some(0)] }
    }

    fn groups(slots: &[Option<(u32, u64)>], allow: bool) -> Result<Rows<u32, u64>, ReduceFailure> {
        let slots: PerCpu<Rows<u32, u64>> =
            slots.iter().map(|slot| slot.map(|(key, value)| one_slot(key, value))).collect();
        Rows::joined(&slots, allow, |rows| rows, |values| reduced_refs(&values, Reduction::Sum))
    }

    #[test]
    fn slots_with_an_equal_key_are_one_row_in_the_order_of_the_first() {
        let rows = groups(&[Some((7, 1)), Some((2, 10)), Some((7, 100))], false).unwrap();
        assert_eq!(rows.into_iter().collect::<Vec<_>>(), [(7, 101), (2, 10)]);
    }

    #[test]
    fn a_slot_that_was_not_read_is_an_error_or_left_out() {
        let slots = [Some((7, 1)), None, Some((7, 100))];
        assert_eq!(groups(&slots, false), Err(PerCpuError::Unmapped { cpu: 1 }.into()));
        let rows = groups(&slots, true).unwrap();
        assert_eq!((rows.get(&7), &*rows.slots), (Some(&101), &[Some(0), None, Some(0)][..]));
        assert_eq!(groups(&[None], true), Err(PerCpuError::Empty.into()));
    }

    #[test]
    fn groups_have_a_difference_only_if_no_slot_has_changed_its_group() {
        let earlier = groups(&[Some((7, 1)), Some((2, 10))], false).unwrap();
        let later = groups(&[Some((7, 5)), Some((2, 30))], false).unwrap();
        let difference = later.since(&earlier, Decrease::Error).unwrap();
        assert_eq!(difference.iter().collect::<Vec<_>>(), [(&7, &4), (&2, &20)]);
        let moved = groups(&[Some((7, 5)), Some((7, 30))], false).unwrap();
        for decrease in [Decrease::Error, Decrease::Zero] {
            assert_eq!(moved.since(&earlier, decrease), Err(CounterDecreased::regrouped(1, true, true)));
            assert_eq!(earlier.since(&moved, decrease), Err(CounterDecreased::regrouped(1, true, true)));
        }
        let more = groups(&[Some((7, 5)), Some((2, 30)), Some((2, 1))], false).unwrap();
        assert_eq!(more.since(&earlier, Decrease::Error), Err(CounterDecreased::regrouped(2, false, true)));
        assert_eq!(earlier.since(&more, Decrease::Error), Err(CounterDecreased::regrouped(2, true, false)));
        let swapped = groups(&[Some((2, 5)), Some((7, 30))], false).unwrap();
        assert_eq!(swapped.since(&earlier, Decrease::Error), Err(CounterDecreased::regrouped(0, true, true)));
    }

    #[test]
    fn slots_are_joined_one_by_one_as_all_at_once() {
        let mut rows = one_slot(7, 1);
        for (key, value) in [(2_u32, 10_u64), (7, 100)] {
            let join = |sum: &mut u64| sum.checked_add(value).map(|joined| *sum = joined);
            rows.join_slot(key, || Some(value), join).unwrap();
        }
        assert_eq!(rows, groups(&[Some((7, 1)), Some((2, 10)), Some((7, 100))], false).unwrap());
    }
}
