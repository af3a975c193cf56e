//! Groups of CPUs, elements or entries: those with an equal member are one row.

use std::collections::HashMap;
use std::hash::Hash;

use super::{FieldValue, PerCpu, PerCpuError, ReduceFailure, Reducible, Rows};
use crate::series::reset::CounterDecreased;
use crate::typed::c_type::Reduction;
use crate::typed::read::{ReadFailure, ValueCursor};

impl<K: FieldValue + Eq + Hash, V> Rows<K, V> {
    /// A row for each group of the slots at the end of the path. `read` gives the key and the value of a slot, and `join` makes
    /// one value of those of a group.
    pub(crate) fn grouped<'a>(
        at: ValueCursor<'a>,
        allow_unmapped: bool,
        read: impl Fn(ValueCursor<'a>) -> Result<(K, V), ReadFailure>,
        join: impl Fn(PerCpu<V>) -> Result<V, ReduceFailure>,
    ) -> Result<Self, ReadFailure> {
        let mut groups = Groups::default();
        at.each_slot(allow_unmapped, &mut |slot| {
            match slot {
                Some(slot) => {
                    let (key, value) = read(slot)?;
                    groups.add(key, value);
                }
                None => groups.slots.push(None),
            }
            Ok(())
        })?;
        Ok(groups.joined(join)?)
    }

    /// The rows of several values that are one slot each, with one value for each group.
    pub(crate) fn joined<S>(
        slots: &PerCpu<S>,
        allow_unmapped: bool,
        of: impl Fn(&S) -> &Self,
        join: impl Fn(PerCpu<&V>) -> Result<V, ReduceFailure>,
    ) -> Result<Self, ReduceFailure> {
        let mut groups = Groups::default();
        for (cpu, slot) in slots.iter().enumerate() {
            match slot {
                Some(slot) => of(slot).iter().for_each(|(key, value)| groups.add(key.later(), value)),
                None if allow_unmapped => groups.slots.push(None),
                None => return Err(PerCpuError::Unmapped { cpu }.into()),
            }
        }
        if groups.values.is_empty() {
            return Err(PerCpuError::Empty.into());
        }
        groups.joined(join)
    }

    /// Adds the next slot. `join` reduces its value with that of its group. `None` if something prevents that.
    pub(crate) fn join_slot(
        &mut self,
        key: K,
        read: impl FnOnce() -> Option<V>,
        join: impl FnOnce(&mut V) -> Option<()>,
    ) -> Option<()> {
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

    /// Checks that each slot is in the same group as in an earlier read.
    pub(super) fn check_groups(&self, earlier: &Self) -> Result<(), CounterDecreased> {
        let moved =
            (0..self.slots.len().max(earlier.slots.len())).find(|slot| self.group(*slot) != earlier.group(*slot));
        moved.map_or(Ok(()), |slot| Err(CounterDecreased::regrouped(slot)))
    }

    fn group(&self, slot: usize) -> Option<&K> {
        let row = self.slots.get(slot).copied().flatten()?;
        self.rows.get(row).map(|(key, _)| key)
    }
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

impl<K: FieldValue + Eq + Hash, V> Groups<K, V> {
    fn add(&mut self, key: K, value: V) {
        let row = self.rows.get(&key).copied().unwrap_or(self.values.len());
        self.slots.push(Some(row));
        match self.values.get_mut(row) {
            Some((_, values)) => values.push(Some(value)),
            None => {
                self.values.push((key.later(), vec![Some(value)]));
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
            assert_eq!(moved.since(&earlier, decrease), Err(CounterDecreased::regrouped(1)));
            assert_eq!(earlier.since(&moved, decrease), Err(CounterDecreased::regrouped(1)));
        }
        let more = groups(&[Some((7, 5)), Some((2, 30)), Some((2, 1))], false).unwrap();
        assert_eq!(more.since(&earlier, Decrease::Error), Err(CounterDecreased::regrouped(2)));
        let swapped = groups(&[Some((2, 5)), Some((7, 30))], false).unwrap();
        assert_eq!(swapped.since(&earlier, Decrease::Error), Err(CounterDecreased::regrouped(0)));
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
