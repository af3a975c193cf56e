//! Why a histogram has no value.

use thiserror::Error;

/// The reason why a histogram has no total, mean, percentile or valley, or can't be merged with another.
///
/// ```
/// use ktsnap_core::histogram::{Histogram, HistogramError, Log2};
///
/// let nothing = Histogram::<Log2>::from_counts([0, 0])?;
/// assert_eq!(nothing.mean(), Err(HistogramError::Empty));
/// # Ok::<(), HistogramError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum HistogramError {
    /// All buckets are 0.
    #[error(
        "all buckets are 0, so there is no mean, percentile or valley; nothing was counted yet, so read again later or handle this \
         case separately"
    )]
    Empty,
    /// The last bucket counted values, which can be arbitrarily large.
    #[error(
        "the last bucket counted {count} values of {lower} and more, so the mean is unknown; use `percentile`, which only \
         needs the bucket of its own value"
    )]
    NoUpperBound {
        /// The number of values in the last bucket.
        count: u64,
        /// The bucket's lower bound.
        lower: u64,
    },
    /// The argument is not a percentage.
    #[error("{p} is not a percentile; use a number from 0 to 100")]
    NotPercentile {
        /// The argument.
        p: f64,
    },
    /// A sum does not fit its type.
    #[error("the sum of the counters does not fit {bits} bits; go through `iter()` with a wider type")]
    Overflow {
        /// The width of the type, in bits.
        bits: u32,
    },
    /// The number of counters is not what the bounds need.
    #[error("there are {found} counters, but the bounds make {expected} buckets; give one counter for each bucket")]
    Number {
        /// The number of buckets.
        expected: usize,
        /// The number of counters.
        found: usize,
    },
    /// The bounds do not describe any buckets.
    #[error("the bounds do not make {found} buckets of 64-bit values; write bounds that ascend and fit 64 bits")]
    Bounds {
        /// The number of counters.
        found: usize,
    },
}
