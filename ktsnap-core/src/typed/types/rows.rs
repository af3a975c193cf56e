//! Rows: the entries of a map, CPUs or elements with a label, or groups of these, each with its key.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::{slice, vec};

use thiserror::Error;

use super::row_key::{KeysOf, ReadKeys, RowKey};
use super::{FieldValue, Integer, Reducible};
use crate::series::reset::{CounterDecreased, Decrease};
use crate::typed::c_type::Reduction;
use crate::typed::read::{MapEntries, ReadFailure, ValueCursor};
use crate::typed::rust_type::RustType;

/// The entries of a map in the order of the report, each with its key. The order of a hash map is arbitrary.
///
/// Rows are always complete: a read of a map that the capture holds only in part is an error, and
/// [`PartialRows`](super::PartialRows) reads its single entries. No two rows have the same key.
///
/// A difference of two reads matches the rows by key. A row that is only in the later read counts from 0 and keeps its value, and
/// a row that is only in the earlier read is dropped.
///
/// A field with `by` and a reduction has a row for each group of CPUs, elements or entries, in the order in which the first of
/// each group appears. The difference of two reads of groups is an error if a CPU, element or entry has changed its group: its
/// earlier counts would be missing from one row and appear in another.
///
/// A field with `by` or `only` and without a reduction has a row for each CPU, element or entry that is in use, with its label
/// or index as the key. The difference of two reads is an error if a row has another label, or if only one of the reads has
/// it: a row that came into use can have counted before.
///
/// ```
/// use ktsnap::Rows;
///
/// fn report(runs: &Rows<u32, u64>) -> Result<(), ktsnap::typed::RowsError> {
///     println!("{} runs of {} tasks", runs.sum(|runs| *runs)?, runs.len());
///     if let Some((pid, runs)) = runs.max_by_key(|_, runs| *runs) {
///         println!("task {pid} ran most often: {runs} times");
///     }
///     if let Some(runs) = runs.get(&1) {
///         println!("task 1 ran {runs} times");
///     }
///     Ok(())
/// }
/// # let _ = report;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rows<K, V> {
    pub(crate) rows: Vec<(K, V)>,
    /// The row of each slot, if the rows are made of slots. `None` for a slot that was left out.
    pub(crate) slots: Vec<Option<usize>>,
}

/// The reason why the rows can't be reduced to one value.
///
/// ```
/// use ktsnap::typed::RowsError;
///
/// let error = RowsError::Overflow { sum: 300, bits: 8 };
/// assert!(error.to_string().starts_with("the sum over the rows is 300, which 8 bits can't hold"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RowsError {
    /// The capture holds only a part of the map.
    #[error("the capture holds {kept} entries of a map that can have more; read it live")]
    Truncated {
        /// The number of entries in the report.
        kept: usize,
    },
    /// The sum does not fit the type.
    #[error("the sum over the rows is {sum}, which {bits} bits can't hold; return a wider integer from the closure")]
    Overflow {
        /// The sum.
        sum: i128,
        /// The width of the type, in bits.
        bits: u32,
    },
}

impl<K, V> Rows<K, V> {
    /// Makes rows. The caller has checked that no two of them have the same key.
    pub(crate) fn new(rows: Vec<(K, V)>) -> Self {
        Self { rows, slots: Vec::new() }
    }

    /// The value of that key. `None` if the map has no such entry.
    ///
    /// ```
    /// # fn names(cells: &ktsnap::Rows<String, u64>) {
    /// assert_eq!(cells.get("no such cell"), None);
    /// # }
    /// ```
    #[must_use]
    pub fn get<Q: PartialEq + ?Sized>(&self, key: &Q) -> Option<&V>
    where
        K: Borrow<Q>,
    {
        self.rows.iter().find(|(other, _)| other.borrow() == key).map(|(_, value)| value)
    }

    /// Every key with its value.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &V)> + DoubleEndedIterator {
        self.rows.iter().map(pair)
    }

    /// The keys.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &K> + DoubleEndedIterator {
        self.rows.iter().map(|(key, _)| key)
    }

    /// The values.
    pub fn values(&self) -> impl ExactSizeIterator<Item = &V> + DoubleEndedIterator {
        self.rows.iter().map(|(_, value)| value)
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are no rows.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The first row for which the closure returns true.
    pub fn find(&self, mut is_wanted: impl FnMut(&K, &V) -> bool) -> Option<(&K, &V)> {
        self.iter().find(|(key, value)| is_wanted(key, value))
    }

    /// The row for which the closure returns the largest result, or the last of several. `None` if there are no rows.
    pub fn max_by_key<B: Ord>(&self, mut of: impl FnMut(&K, &V) -> B) -> Option<(&K, &V)> {
        self.iter().max_by_key(|(key, value)| of(key, value))
    }

    /// The row for which the closure returns the smallest result, or the first of several. `None` if there are no rows.
    pub fn min_by_key<B: Ord>(&self, mut of: impl FnMut(&K, &V) -> B) -> Option<(&K, &V)> {
        self.iter().min_by_key(|(key, value)| of(key, value))
    }

    /// The largest row in the order that the closure defines, or the last of several. `None` if there are no rows.
    pub fn max_by(&self, mut compare: impl FnMut((&K, &V), (&K, &V)) -> Ordering) -> Option<(&K, &V)> {
        self.iter().max_by(|one, other| compare(*one, *other))
    }

    /// The exact sum of the integers that the closure takes from each value. It is 0 if there are no rows.
    ///
    /// # Errors
    ///
    /// [`RowsError::Overflow`] if the sum does not fit the integer's type.
    pub fn sum<N: Integer>(&self, of: impl Fn(&V) -> N) -> Result<N, RowsError> {
        // A sum of fewer than 2^63 values of 64 bits fits.
        let sum = self.values().fold(0_i128, |sum, value| sum.saturating_add(of(value).into()));
        N::try_from(sum).map_err(|_| RowsError::Overflow { sum, bits: N::BITS })
    }

    /// The largest of the values that the closure takes from each row's value. `None` if there are no rows.
    pub fn max<B: Ord>(&self, of: impl Fn(&V) -> B) -> Option<B> {
        self.values().map(of).max()
    }

    /// The smallest of the values that the closure takes from each row's value. `None` if there are no rows.
    pub fn min<B: Ord>(&self, of: impl Fn(&V) -> B) -> Option<B> {
        self.values().map(of).min()
    }
}

impl<K, V> Rows<K, V> {
    /// Reads all entries that the report holds. No two may have the same key.
    pub(crate) fn of_entries<'a>(
        entries: &MapEntries<'a>,
        keys: &impl ReadKeys<Key = K>,
        mut read: impl FnMut(ValueCursor<'a>) -> Result<V, ReadFailure>,
    ) -> Result<Self, ReadFailure>
    where
        K: RowKey,
    {
        let mut rows = Vec::with_capacity(entries.len);
        for index in 0..entries.len {
            let key = entries.key(index).and_then(|at| keys.read(at)).map_err(|found| found.in_member("key()"));
            let row = key.and_then(|key| Ok((key, entries.value(index).and_then(&mut read)?)));
            rows.push(row.map_err(|found| found.in_entry(&entries.place(index)))?);
        }
        let mut seen = HashSet::with_capacity(rows.len());
        match rows.iter().position(|(key, _)| !seen.insert(key)) {
            Some(repeated) => Err(entries.repeated(repeated)),
            None => Ok(Self::new(rows)),
        }
    }

    /// Reads all entries of a map that the report holds whole.
    pub(crate) fn read_with<'a>(
        at: ValueCursor<'a>,
        keys: &impl ReadKeys<Key = K>,
        read: impl FnMut(ValueCursor<'a>) -> Result<V, ReadFailure>,
    ) -> Result<Self, ReadFailure>
    where
        K: RowKey,
    {
        let entries = at.entries()?;
        entries.complete()?;
        Self::of_entries(&entries, keys, read)
    }

    /// The difference to earlier rows. `since` takes that of a value, and `later` is the value of a row that the earlier read
    /// lacks, or `None` to leave it out.
    pub(crate) fn since_rows(
        &self,
        earlier: &Self,
        since: impl Fn(&V, &V) -> Result<V, CounterDecreased>,
        later: impl Fn(&V) -> Option<V>,
    ) -> Result<Self, CounterDecreased>
    where
        K: RowKey,
    {
        self.check_groups(earlier)?;
        let before: HashMap<&K, &V> = earlier.iter().collect();
        let mut rows = Vec::with_capacity(self.len());
        for (index, (key, value)) in self.iter().enumerate() {
            let counted = match before.get(key) {
                Some(earlier) => since(value, earlier).map_err(|back| {
                    let key = key.text().unwrap_or_else(|| format!("entry {index}"));
                    back.in_entry(&key)
                })?,
                None => match later(value) {
                    Some(value) => value,
                    None => continue,
                },
            };
            rows.push((key.copy(), counted));
        }
        Ok(Self { rows, slots: self.slots.clone() })
    }
}

impl<K: FieldValue + Eq + Hash, V: Reducible> Rows<K, V> {
    /// Reads all entries, and reduces the values of each to one.
    pub(crate) fn reduced(at: ValueCursor<'_>, how: Reduction, allow_unmapped: bool) -> Result<Self, ReadFailure> {
        Self::read_with(at, &KeysOf::new(), |value| V::read_reduced(value, how, allow_unmapped))
    }
}

/// The entries of a map.
impl<K: FieldValue + Eq + Hash, V: FieldValue> FieldValue for Rows<K, V> {
    const RUST_TYPE: RustType = RustType::Rows { key: &K::RUST_TYPE, value: &V::RUST_TYPE };

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        Self::read_with(at, &KeysOf::new(), V::read)
    }

    fn later(&self) -> Self {
        let rows = self.iter().map(|(key, value)| (key.later(), value.later())).collect();
        Self { rows, slots: self.slots.clone() }
    }

    fn since(&self, earlier: &Self, decrease: Decrease) -> Result<Self, CounterDecreased> {
        self.since_rows(earlier, |later, earlier| later.since(earlier, decrease), |value| Some(value.later()))
    }
}

fn pair<K, V>((key, value): &(K, V)) -> (&K, &V) {
    (key, value)
}

/// The iterator over borrowed rows.
type Iter<'r, K, V> = std::iter::Map<slice::Iter<'r, (K, V)>, fn(&'r (K, V)) -> (&'r K, &'r V)>;

impl<'r, K, V> IntoIterator for &'r Rows<K, V> {
    type Item = (&'r K, &'r V);
    type IntoIter = Iter<'r, K, V>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.iter().map(pair)
    }
}

impl<K, V> IntoIterator for Rows<K, V> {
    type Item = (K, V);
    type IntoIter = vec::IntoIter<(K, V)>;

    fn into_iter(self) -> Self::IntoIter {
        self.rows.into_iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(rows: &[(u32, u8)]) -> Rows<u32, u8> {
        Rows::new(rows.to_vec())
    }

    #[test]
    fn rows_are_found_by_key_and_by_value() {
        let rows = rows(&[(7, 3), (2, 9), (5, 9)]);
        assert_eq!((rows.get(&2), rows.get(&3)), (Some(&9), None));
        assert_eq!((rows.is_empty(), rows.len()), (false, 3));
        assert_eq!(rows.keys().copied().collect::<Vec<_>>(), [7, 2, 5]);
        assert_eq!(rows.find(|_, value| *value == 9), Some((&2, &9)));
        assert_eq!(rows.find(|key, _| *key > 7), None);
        assert_eq!(rows.max_by_key(|_, value| *value), Some((&5, &9)));
        assert_eq!(rows.min_by_key(|_, value| *value), Some((&7, &3)));
        assert_eq!(rows.max_by(|one, other| other.1.cmp(one.1).then(one.0.cmp(other.0))), Some((&7, &3)));
        assert_eq!((&rows).into_iter().map(|(key, _)| *key).sum::<u32>(), 14);
        assert_eq!(rows.clone().into_iter().last(), Some((5, 9)));
        let named = Rows::new(vec![("batch".to_owned(), 1_u64)]);
        assert_eq!(named.get("batch"), Some(&1));
    }

    #[test]
    fn a_reduction_is_exact_or_an_error() {
        let rows = rows(&[(7, 3), (2, 250), (5, 9)]);
        assert_eq!(rows.sum(|value| *value), Err(RowsError::Overflow { sum: 262, bits: 8 }));
        assert_eq!(rows.sum(|value| u64::from(*value)), Ok(262));
        assert_eq!((rows.max(|value| *value), rows.min(|value| *value)), (Some(250), Some(3)));
        let largest = Rows::new(vec![(1_u32, u64::MAX), (2, 1)]);
        assert!(matches!(largest.sum(|value| *value), Err(RowsError::Overflow { sum, bits: 64 }) if sum == 1 << 64));
    }

    #[test]
    fn a_map_without_entries_has_the_sum_0_and_no_largest_value() {
        let rows = rows(&[]);
        assert_eq!((rows.is_empty(), rows.len()), (true, 0));
        assert_eq!((rows.sum(|value| *value), rows.max(|value| *value), rows.min(|value| *value)), (Ok(0), None, None));
        assert_eq!(rows.max_by_key(|_, value| *value), None);
    }
}
