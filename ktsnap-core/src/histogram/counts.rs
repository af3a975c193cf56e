//! The counters of a histogram.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use ktsnap_ratio::quotient;

use super::{Bounds, BoundsFault, Bucket, Buckets, HistogramError, Percentile};
use crate::typed::Counter;

/// An array of counters that each count the values in a range. `B` says which ranges, and `T` is the integer type in C.
///
/// A field of this type mirrors an array of `T`, wherever a `Vec<T>` could: a global, a member, or all entries of a map with
/// `key = "*"`. With `sum`, the histograms of several CPUs or elements are added bucket by bucket; `max` and `min` do not apply.
/// A difference over time is taken bucket by bucket as well.
///
/// ```
/// use ktsnap_core::histogram::{Histogram, Log2};
///
/// let before = Histogram::<Log2>::from_counts([4, 0, 2, 0])?;
/// let after = Histogram::<Log2>::from_counts([1, 5, 0, 0])?;
/// let all = before.merge(&after)?;
/// assert_eq!(all.counts(), [5, 5, 2, 0]);
/// assert_eq!(all.total()?, 12);
/// // Five values between 0 and 2, five between 2 and 4, two between 4 and 8.
/// assert_eq!(all.mean()?, (5.0 * 1.0 + 5.0 * 3.0 + 2.0 * 6.0) / 12.0);
/// for (bucket, count) in all.iter() {
///     println!("{bucket}: {count}");
/// }
/// # Ok::<(), ktsnap_core::histogram::HistogramError>(())
/// ```
pub struct Histogram<B, T = u64> {
    counts: Vec<T>,
    buckets: PhantomData<fn() -> B>,
}

impl<B: Buckets, T: Counter> Histogram<B, T> {
    /// A histogram with these counters, in the order of the buckets.
    ///
    /// # Errors
    ///
    /// [`HistogramError::Number`] or [`HistogramError::Bounds`] if `B` does not make as many buckets.
    pub fn from_counts(counts: impl Into<Vec<T>>) -> Result<Self, HistogramError> {
        let counts = counts.into();
        let found = counts.len();
        match B::BOUNDS.fault(found) {
            None => Ok(Self { counts, buckets: PhantomData }),
            Some(BoundsFault::Number { bounds }) => Err(HistogramError::Number { expected: bounds + 1, found }),
            Some(_) => Err(HistogramError::Bounds { found }),
        }
    }

    /// The counters, in the order of the buckets.
    #[must_use]
    pub fn counts(&self) -> &[T] {
        &self.counts
    }

    /// Each bucket with its counter.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (Bucket, T)> + '_ {
        let len = self.counts.len();
        self.counts.iter().enumerate().map(move |(index, count)| {
            // `from_counts` refuses counters without bounds.
            let bucket = B::BOUNDS.bucket(index, len).unwrap_or(Bucket { lower: 0, upper: None });
            (bucket, *count)
        })
    }

    /// The number of values that were counted.
    ///
    /// # Errors
    ///
    /// [`HistogramError::Overflow`] if the sum does not fit 64 bits.
    pub fn total(&self) -> Result<u64, HistogramError> {
        let sum = self.counts.iter().try_fold(0_u64, |sum, count| sum.checked_add((*count).into()));
        sum.ok_or(HistogramError::Overflow { bits: 64 })
    }

    /// The mean, if the mean of each bucket's values is the middle between the bucket's bounds.
    ///
    /// The sums are exact; only the result is rounded to an `f64`.
    ///
    /// # Errors
    ///
    /// [`HistogramError::Empty`] if nothing was counted. [`HistogramError::NoUpperBound`] if the last bucket counted a value:
    /// such a value can have any size, and a mean without it would be too low. [`HistogramError::Overflow`] if a sum does not
    /// fit.
    pub fn mean(&self) -> Result<f64, HistogramError> {
        let total = self.total()?;
        let mut twice = 0_u128;
        for (Bucket { lower, upper }, count) in self.iter() {
            let count: u64 = count.into();
            if count == 0 {
                continue;
            }
            let upper = upper.ok_or(HistogramError::NoUpperBound { count, lower })?;
            let middles = (u128::from(lower) + u128::from(upper)).checked_mul(count.into());
            let sum = middles.and_then(|middles| twice.checked_add(middles));
            twice = sum.ok_or(HistogramError::Overflow { bits: 128 })?;
        }
        quotient(twice, 2 * u128::from(total)).ok_or(HistogramError::Empty)
    }

    /// The smallest value that at least `p` percent of the values do not exceed: its bucket, and an estimate between the
    /// bucket's bounds. `percentile(50.0)` is the median, and `percentile(0.0)` the smallest value.
    ///
    /// `p` is the decimal number that is written: 99.9 is exactly 999 of 1000. Ranks are computed in integers.
    ///
    /// # Errors
    ///
    /// [`HistogramError::Empty`] if nothing was counted. [`HistogramError::NotPercentile`] if `p` is not in 0 to 100.
    /// [`HistogramError::Overflow`] if the total does not fit 64 bits.
    pub fn percentile(&self, p: f64) -> Result<Percentile, HistogramError> {
        Percentile::of(p, self.total()?, self.iter().map(|(bucket, count)| (bucket, count.into())))
    }

    /// The emptiest bucket from the fullest to the second fullest, which separates the values of a histogram with two peaks.
    /// Of equal counts, the first bucket is taken.
    ///
    /// # Errors
    ///
    /// [`HistogramError::Empty`] if nothing was counted.
    ///
    /// ```
    /// use ktsnap_core::histogram::{Histogram, Log2};
    ///
    /// // Short waits of 2 to 4, and long waits of 16 to 32.
    /// let us = Histogram::<Log2>::from_counts([0, 90, 30, 5, 60, 0])?;
    /// assert_eq!(us.valley()?.lower, 8);
    /// # Ok::<(), ktsnap_core::histogram::HistogramError>(())
    /// ```
    pub fn valley(&self) -> Result<Bucket, HistogramError> {
        let buckets: Vec<(Bucket, u64)> = self.iter().map(|(bucket, count)| (bucket, count.into())).collect();
        // The first of equal counts is the maximum of the reversed order, because `max_by_key` takes the last.
        let fullest = |except: Option<usize>| {
            let others = buckets.iter().enumerate().rev().filter(move |(index, _)| Some(*index) != except);
            others.max_by_key(|(_, (_, count))| *count).map(|(index, _)| index)
        };
        let first = fullest(None).ok_or(HistogramError::Empty)?;
        let second = fullest(Some(first)).unwrap_or(first);
        let between = buckets.get(first.min(second)..=first.max(second)).unwrap_or_default();
        let is_empty = buckets.iter().all(|(_, count)| *count == 0);
        let emptiest = between.iter().min_by_key(|(_, count)| *count).filter(|_| !is_empty);
        emptiest.map(|(bucket, _)| *bucket).ok_or(HistogramError::Empty)
    }

    /// The sum of two histograms, bucket by bucket.
    ///
    /// # Errors
    ///
    /// [`HistogramError::Number`] if the other histogram has another number of buckets, [`HistogramError::Overflow`] if a sum
    /// does not fit `T`.
    pub fn merge(&self, other: &Self) -> Result<Self, HistogramError> {
        let (expected, found) = (self.counts.len(), other.counts.len());
        if expected != found {
            return Err(HistogramError::Number { expected, found });
        }
        let sum = |(one, other): (&T, &T)| {
            let (one, other): (u64, u64) = ((*one).into(), (*other).into());
            one.checked_add(other).and_then(|sum| T::try_from(sum).ok())
        };
        let counts = self.counts.iter().zip(&other.counts).map(sum).collect::<Option<Vec<_>>>();
        let counts = counts.ok_or(HistogramError::Overflow { bits: T::BITS })?;
        Ok(Self { counts, buckets: PhantomData })
    }
}

impl<B, T> Histogram<B, T> {
    /// The ranges that the buckets count.
    #[must_use]
    pub const fn bounds(&self) -> Bounds
    where
        B: Buckets,
    {
        B::BOUNDS
    }

    /// A histogram whose number of counters was checked.
    pub(crate) fn unchecked(counts: Vec<T>) -> Self {
        Self { counts, buckets: PhantomData }
    }

    /// The counters, for types that are not counters.
    pub(crate) fn as_vec(&self) -> &Vec<T> {
        &self.counts
    }

    /// The counters, for a reduction.
    pub(crate) fn as_vec_mut(&mut self) -> &mut Vec<T> {
        &mut self.counts
    }
}

// By hand, because a derive would require these traits of `B`, although a histogram holds no value of that type.

impl<B, T: Clone> Clone for Histogram<B, T> {
    fn clone(&self) -> Self {
        Self::unchecked(self.counts.clone())
    }
}

impl<B, T: fmt::Debug> fmt::Debug for Histogram<B, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Histogram").field(&self.counts).finish()
    }
}

impl<B, T: PartialEq> PartialEq for Histogram<B, T> {
    fn eq(&self, other: &Self) -> bool {
        self.counts == other.counts
    }
}

impl<B, T: Eq> Eq for Histogram<B, T> {}

impl<B, T: Hash> Hash for Histogram<B, T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.counts.hash(state);
    }
}
