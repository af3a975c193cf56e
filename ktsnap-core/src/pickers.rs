//! Ready-made pickers, which choose among several copies of a variable.
//!
//! A picker gets every copy and returns the index of a copy. The pickers of this module compare counters. They find the copy with
//! the largest counters, which may not be the running scheduler's: shortly after a replacement, the previous scheduler's counters
//! are larger. [`Snapshot::live_var`](crate::Snapshot::live_var) and
//! [`SnapshotSchema::from_snapshot`](crate::SnapshotSchema::from_snapshot) use the report's own information about the running
//! scheduler instead.

use crate::view::SnapshotField;

/// A picker for a struct, as in `#[snapshot(picker = ...)]`. It gets a row per copy, `(map name, fields in order)`, and returns
/// the index of a row.
///
/// ```
/// use ktsnap_core::pickers::{self, Picker};
///
/// let picker: Picker = pickers::max_by_sum_u64;
/// assert_eq!(picker(&[]), None);
/// ```
pub type Picker = for<'a> fn(&[(&'a str, Vec<SnapshotField<'a>>)]) -> Option<usize>;

/// Picks the copy with the largest value, read as `u64`, or the last of several equal copies. Copies that can't be read as `u64`
/// are skipped. `None` if no copy is left.
///
/// ```
/// use ktsnap_core::{SnapshotField, pickers, report::RenderedValue};
///
/// let old = RenderedValue::Uint { bits: 64, value: 338 };
/// let new = RenderedValue::Uint { bits: 64, value: 81 };
/// let copies = [("a.bss", SnapshotField::Value(&old)), ("a.bss", SnapshotField::Value(&new))];
/// assert_eq!(pickers::max_by_counter_value(&copies), Some(0));
/// ```
#[must_use]
pub fn max_by_counter_value(copies: &[(&str, SnapshotField<'_>)]) -> Option<usize> {
    index_of_max(copies.iter().map(|(_, field)| field.as_u64().ok()))
}

/// Picks the row whose fields have the largest sum, or the last of several equal rows. The fields are read as `u64` and added with
/// saturation. A row with a field that can't be read as `u64` is skipped. `None` if no row is left.
///
/// ```
/// use ktsnap_core::{SnapshotField, pickers, report::RenderedValue};
///
/// let [one, two, five] = [1, 2, 5].map(|value| RenderedValue::Uint { bits: 64, value });
/// let rows = [
///     ("a.bss", vec![SnapshotField::Value(&two), SnapshotField::Value(&two)]),
///     ("a.bss", vec![SnapshotField::Value(&one), SnapshotField::Value(&five)]),
/// ];
/// assert_eq!(pickers::max_by_sum_u64(&rows), Some(1));
/// ```
#[must_use]
pub fn max_by_sum_u64(rows: &[(&str, Vec<SnapshotField<'_>>)]) -> Option<usize> {
    index_of_max(
        rows.iter().map(|(_, fields)| {
            fields.iter().try_fold(0_u64, |sum, field| Some(sum.saturating_add(field.as_u64().ok()?)))
        }),
    )
}

fn index_of_max(keys: impl Iterator<Item = Option<u64>>) -> Option<usize> {
    keys.enumerate().filter_map(|(index, key)| Some((key?, index))).max_by_key(|&(key, _)| key).map(|(_, index)| index)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::RenderedValue;

    fn uint(value: u64) -> RenderedValue {
        RenderedValue::Uint { bits: 64, value }
    }

    #[test]
    fn the_last_of_equal_copies_is_picked() {
        let value = uint(7);
        let copies = [("a", SnapshotField::Value(&value)), ("b", SnapshotField::Value(&value))];
        assert_eq!(max_by_counter_value(&copies), Some(1));
    }

    #[test]
    fn a_row_with_an_unreadable_field_is_skipped() {
        let (big, small) = (uint(1_000), uint(1));
        let text = RenderedValue::Bytes { hex: "00".into() };
        let rows = [
            ("a", vec![SnapshotField::Value(&big), SnapshotField::Value(&text)]),
            ("b", vec![SnapshotField::Value(&small), SnapshotField::Value(&small)]),
        ];
        assert_eq!(max_by_sum_u64(&rows), Some(1));
    }

    #[test]
    fn a_sum_above_u64_saturates_instead_of_wrapping() {
        let (max, one) = (uint(u64::MAX), uint(1));
        let rows = [
            ("a", vec![SnapshotField::Value(&max), SnapshotField::Value(&one)]),
            ("b", vec![SnapshotField::Value(&one), SnapshotField::Value(&one)]),
        ];
        assert_eq!(max_by_sum_u64(&rows), Some(0));
    }

    #[test]
    fn the_largest_sum_of_64_bits_is_larger_than_the_next() {
        let (largest, next) = (uint(u64::MAX), uint(u64::MAX - 1));
        let rows = [("a", vec![SnapshotField::Value(&largest)]), ("b", vec![SnapshotField::Value(&next)])];
        assert_eq!(max_by_sum_u64(&rows), Some(0));
    }
}
