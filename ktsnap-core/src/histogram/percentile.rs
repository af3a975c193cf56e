//! Percentiles, by exact ranks.

use ktsnap_ratio::quotient;

use super::{Bucket, HistogramError};

/// A percentile of a histogram: the bucket that holds the value, and an estimate of the value.
///
/// ```
/// use ktsnap_core::histogram::{Histogram, Log2};
///
/// // Three values of 4 to 8, and one of 8 and more.
/// let us = Histogram::<Log2>::from_counts([0, 0, 3, 1])?;
/// let median = us.percentile(50.0)?;
/// assert_eq!((median.bucket.lower, median.bucket.upper), (4, Some(8)));
/// assert_eq!(median.value, Some(20.0 / 3.0), "the second of three values between 4 and 8");
/// assert_eq!(us.percentile(99.0)?.value, None, "the last bucket has no upper bound");
/// # Ok::<(), ktsnap_core::histogram::HistogramError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Percentile {
    /// The bucket that holds the value. The true value is in this range.
    pub bucket: Bucket,
    /// The bucket's index.
    pub index: usize,
    /// The rank of the value among all that were counted, from 1: the smallest rank that is at least `p` percent of the
    /// total.
    pub rank: u64,
    /// The value, if the values of the bucket were spread evenly between its bounds: the last of *n* values is at the upper
    /// bound, and the first is one *n*th of the width above the lower bound. `None` for the last bucket, which has no upper
    /// bound.
    pub value: Option<f64>,
}

impl Percentile {
    /// The percentile in buckets with these counts.
    pub(super) fn of(p: f64, total: u64, buckets: impl Iterator<Item = (Bucket, u64)>) -> Result<Self, HistogramError> {
        let decimal = Decimal::of(p).ok_or(HistogramError::NotPercentile { p })?;
        let rank = decimal.rank(total);
        let mut before = 0_u64;
        for (index, (bucket, count)) in buckets.enumerate() {
            // The total fits 64 bits, so this can't wrap.
            let inside = rank.saturating_sub(before);
            if inside <= count {
                return Ok(Self { bucket, index, rank, value: interpolated(bucket, inside, count) });
            }
            before = before.saturating_add(count);
        }
        Err(HistogramError::Empty)
    }
}

fn interpolated(bucket: Bucket, inside: u64, count: u64) -> Option<f64> {
    let (lower, count) = (u128::from(bucket.lower), u128::from(count));
    let width = u128::from(bucket.upper?) - lower;
    // At most the upper bound times the count, so this fits 128 bits.
    quotient(lower * count + width * u128::from(inside), count)
}

/// A percentage as it is written: 99.9 is 999 tenths, although no `f64` has that value.
struct Decimal {
    digits: u128,
    /// The number of digits after the point.
    scale: u32,
}

impl Decimal {
    /// The percentage of 0 to 100.
    fn of(p: f64) -> Option<Self> {
        if !(0.0..=100.0).contains(&p) {
            return None;
        }
        // The shortest text that reads back as this number, without an exponent: at most 17 digits after the zeros.
        let text = p.abs().to_string();
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let digits = whole
            .chars()
            .chain(fraction.chars())
            .try_fold(0_u128, |number, digit| number.checked_mul(10)?.checked_add(digit.to_digit(10)?.into()));
        Some(Self { digits: digits?, scale: u32::try_from(fraction.len()).ok()? })
    }

    /// The smallest rank that is at least this percentage of `total`, but not below 1.
    fn rank(&self, total: u64) -> u64 {
        // A percentage with more digits after the point is less than one value.
        let Some(hundred) = 10_u128.checked_pow(self.scale).and_then(|unit| unit.checked_mul(100)) else { return 1 };
        // 17 digits times 64 bits fit.
        let rank = self.digits.saturating_mul(total.into()).div_ceil(hundred);
        u64::try_from(rank).unwrap_or(total).max(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rank(p: f64, total: u64) -> u64 {
        Decimal::of(p).unwrap().rank(total)
    }

    #[test]
    fn a_percentage_is_the_decimal_number_that_is_written() {
        // The nearest `f64` to 99.9 is larger.
        assert_eq!(rank(99.9, 1000), 999);
        assert_eq!(rank(99.9, 1001), 1000);
        assert_eq!(rank(0.1, 1000), 1);
        assert_eq!(rank(0.1, 1001), 2);
        assert_eq!(rank(50.0, 3), 2);
        assert_eq!(rank(50.0, 4), 2);
        assert_eq!(rank(0.0, 4), 1);
        assert_eq!(rank(-0.0, 4), 1);
        assert_eq!(rank(100.0, 4), 4);
    }

    #[test]
    fn the_smallest_and_largest_percentages_have_a_rank() {
        assert_eq!(rank(f64::MIN_POSITIVE, u64::MAX), 1);
        assert_eq!(rank(5e-324, u64::MAX), 1);
        assert_eq!(rank(1e-17, u64::MAX), 2);
        assert_eq!(rank(99.999_999_999_999_99, u64::MAX), 18_446_744_073_709_549_771);
        assert_eq!(rank(100.0, u64::MAX), u64::MAX);
    }

    #[test]
    fn a_number_outside_of_0_to_100_is_not_a_percentage() {
        for p in [-0.1, 100.1, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            assert!(Decimal::of(p).is_none(), "{p}");
        }
    }
}
