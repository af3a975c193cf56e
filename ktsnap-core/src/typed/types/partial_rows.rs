//! The entries of a map that the capture may hold only in part.

use std::borrow::Borrow;
use std::hash::Hash;

use super::row_key::KeysOf;
use super::{FieldValue, Reducible, Rows, RowsError};
use crate::series::reset::{CounterDecreased, Decrease};
use crate::typed::c_type::Reduction;
use crate::typed::read::{ReadFailure, ValueCursor};
use crate::typed::rust_type::RustType;

/// The entries of a map that may be captured only in part, because it can have more than
/// [`MAX_HASH_ENTRIES`](crate::report::limits::MAX_HASH_ENTRIES).
///
/// [`get`](Self::get) finds the value of a key. A key that is not there is an error if it can be among the entries that were
/// not captured.
///
/// ```
/// use ktsnap::PartialRows;
/// use ktsnap::typed::RowsError;
///
/// /// The runs of a task; 0 for a task that the map does not have.
/// fn runs_of(runs: &PartialRows<u32, u64>, pid: u32) -> Result<u64, RowsError> {
///     Ok(runs.get(&pid)?.copied().unwrap_or(0))
/// }
/// # let _ = runs_of;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PartialRows<K, V> {
    captured: Rows<K, V>,
    is_truncated: bool,
}

impl<K, V> PartialRows<K, V> {
    /// The value of that key. `None` if the map has no such entry.
    ///
    /// # Errors
    ///
    /// [`RowsError::Truncated`] if the key is not among the captured entries, and the map can have more.
    pub fn get<Q: PartialEq + ?Sized>(&self, key: &Q) -> Result<Option<&V>, RowsError>
    where
        K: Borrow<Q>,
    {
        match self.captured.get(key) {
            None if self.is_truncated => Err(self.truncated()),
            found => Ok(found),
        }
    }

    /// All rows of the map.
    ///
    /// # Errors
    ///
    /// [`RowsError::Truncated`] if the map can have more entries than were captured.
    pub fn complete(&self) -> Result<&Rows<K, V>, RowsError> {
        if self.is_truncated { Err(self.truncated()) } else { Ok(&self.captured) }
    }

    /// The captured keys and values. They are not all if the map [is truncated](Self::is_truncated).
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&K, &V)> + DoubleEndedIterator {
        self.captured.iter()
    }

    /// The number of captured entries.
    #[must_use]
    pub fn captured_len(&self) -> usize {
        self.captured.len()
    }

    /// Whether the map can have more entries than were captured.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.is_truncated
    }

    fn truncated(&self) -> RowsError {
        RowsError::Truncated { kept: self.captured.len() }
    }
}

impl<K: FieldValue + Eq + Hash, V: Reducible> PartialRows<K, V> {
    /// Reads the captured entries, and reduces the values of each to one.
    pub(crate) fn reduced(at: ValueCursor<'_>, how: Reduction, allow_unmapped: bool) -> Result<Self, ReadFailure> {
        let entries = at.entries()?;
        let captured = Rows::of_entries(&entries, &KeysOf::new(), |value| V::read_reduced(value, how, allow_unmapped))?;
        Ok(Self { captured, is_truncated: entries.is_cut })
    }
}

/// The captured entries of a map.
impl<K: FieldValue + Eq + Hash, V: FieldValue> FieldValue for PartialRows<K, V> {
    const RUST_TYPE: RustType = RustType::Rows { key: &K::RUST_TYPE, value: &V::RUST_TYPE };

    fn read(at: ValueCursor<'_>) -> Result<Self, ReadFailure> {
        let entries = at.entries()?;
        Ok(Self { captured: Rows::of_entries(&entries, &KeysOf::new(), V::read)?, is_truncated: entries.is_cut })
    }

    fn later(&self) -> Self {
        Self { captured: self.captured.later(), is_truncated: self.is_truncated }
    }

    /// An entry that the earlier read may not have captured has no difference, and is not among the captured entries of the
    /// result.
    fn since(&self, earlier: &Self, decrease: Decrease) -> Result<Self, CounterDecreased> {
        let since = |later: &V, earlier: &V| later.since(earlier, decrease);
        let later = |value: &V| (!earlier.is_truncated).then(|| value.later());
        let captured = self.captured.since_rows(&earlier.captured, since, later)?;
        let is_truncated = self.is_truncated || captured.len() < self.captured.len();
        Ok(Self { captured, is_truncated })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captured(rows: &[(u32, u64)], is_truncated: bool) -> PartialRows<u32, u64> {
        PartialRows { captured: Rows::new(rows.to_vec()), is_truncated }
    }

    #[test]
    fn a_key_that_was_not_captured_is_an_error_only_in_a_truncated_map() {
        let rows = [(4, 40), (2, 20), (9, 90)];
        let whole = captured(&rows, false);
        assert_eq!((whole.get(&2), whole.get(&3)), (Ok(Some(&20)), Ok(None)));
        assert_eq!(whole.complete(), Ok(&Rows::new(rows.to_vec())));
        assert_eq!((whole.captured_len(), whole.is_truncated()), (3, false));
        let part = captured(&rows, true);
        let truncated = RowsError::Truncated { kept: 3 };
        assert_eq!((part.get(&2), part.get(&3)), (Ok(Some(&20)), Err(truncated.clone())));
        assert_eq!(part.complete(), Err(truncated));
        assert_eq!((part.captured_len(), part.is_truncated()), (3, true));
        assert_eq!(part.iter().collect::<Vec<_>>(), [(&4, &40), (&2, &20), (&9, &90)]);
        assert_eq!(part.later(), part);
    }

    #[test]
    fn a_difference_leaves_out_entries_that_may_have_counted_before() {
        let since = |is_later_truncated, is_earlier_truncated, later: &[(u32, u64)]| {
            let earlier = captured(&[(4, 40), (2, 20)], is_earlier_truncated);
            captured(later, is_later_truncated).since(&earlier, Decrease::Error)
        };
        let known = [(4, 45), (2, 20)];
        let more = [(4, 45), (9, 90), (2, 20)];
        // A key that is not in a whole map counts from 0.
        assert_eq!(since(false, false, &more), Ok(captured(&[(4, 5), (9, 90), (2, 0)], false)));
        assert_eq!(since(true, false, &more), Ok(captured(&[(4, 5), (9, 90), (2, 0)], true)));
        assert_eq!(since(false, true, &more), Ok(captured(&[(4, 5), (2, 0)], true)));
        assert_eq!(since(true, true, &more), Ok(captured(&[(4, 5), (2, 0)], true)));
        assert_eq!(since(false, true, &known), Ok(captured(&[(4, 5), (2, 0)], false)));
        assert_eq!(since(true, true, &known), Ok(captured(&[(4, 5), (2, 0)], true)));
        assert_eq!(since(false, false, &[(4, 39)]), Err(CounterDecreased::new(40, 39).in_entry("4")));
    }
}
