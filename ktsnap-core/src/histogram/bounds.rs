//! Which values a bucket counts.

use std::fmt;

/// The ranges of values that the buckets of a histogram count.
///
/// ```
/// use ktsnap_core::histogram::Bounds;
///
/// let edges = Bounds::UpTo(&[10_000, 25_000]);
/// let buckets: Vec<_> = (0..3).filter_map(|index| edges.bucket(index, 3)).collect();
/// assert_eq!((buckets[1].lower, buckets[1].upper), (10_000, Some(25_000)));
/// assert_eq!((buckets[2].lower, buckets[2].upper), (25_000, None));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Bounds {
    /// The index is the logarithm to base 2, rounded down, of the value after a shift to the right. See
    /// [`Log2`](super::Log2).
    Log2 {
        /// The number of bits that are shifted out.
        shift: u32,
    },
    /// The index is the number of bits of the value after a shift to the right. See [`Fls`](super::Fls).
    Fls {
        /// The number of bits that are shifted out.
        shift: u32,
    },
    /// All buckets have the same width. See [`Linear`](super::Linear).
    Linear {
        /// The lower bound of the first bucket.
        start: u64,
        /// The width of each bucket.
        width: u64,
    },
    /// Ascending upper bounds, and the bucket of a bound counts the bound itself: `if (ns <= 10000) return 0;` in C. One more
    /// bucket counts what is above the last bound.
    UpTo(&'static [u64]),
    /// Ascending upper bounds, and the next bucket counts the bound itself: `if (ns < 10000) return 0;` in C. One more bucket
    /// counts the last bound and what is above it.
    Below(&'static [u64]),
}

/// A bucket of a histogram: the range of values that it counts.
///
/// `Display` shows the range: `256 to 512`, or `32768 and more` for the last bucket.
///
/// ```
/// use ktsnap_core::histogram::Bounds;
///
/// let bucket = Bounds::Log2 { shift: 8 }.bucket(0, 16).unwrap();
/// assert_eq!(bucket.to_string(), "0 to 512");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct Bucket {
    /// The lower bound. The bucket counts this value, except for [`Bounds::UpTo`], where the bucket before counts it.
    pub lower: u64,
    /// The upper bound, or `None` for the last bucket. The next bucket counts this value, except for [`Bounds::UpTo`], where
    /// this bucket counts it.
    pub upper: Option<u64>,
}

impl fmt::Display for Bucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.upper {
            Some(upper) => write!(f, "{} to {upper}", self.lower),
            None => write!(f, "{} and more", self.lower),
        }
    }
}

/// The reason why bounds do not describe an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BoundsFault {
    /// The bounds make another number of buckets.
    Number {
        /// The number of bounds.
        bounds: usize,
    },
    /// The array has more buckets than there are ranges of 64-bit values.
    TooMany {
        /// The largest number of buckets.
        most: usize,
    },
    /// A bound is not larger than the bound before.
    NotAscending {
        /// The index of the bound.
        index: usize,
    },
    /// The width of the buckets is 0.
    NoWidth,
    /// The array has no elements.
    Empty,
}

impl Bounds {
    /// The values that a bucket of a histogram with `len` buckets counts. `None` if `index` is not below `len`, or if the
    /// bounds do not make `len` buckets.
    #[must_use]
    pub const fn bucket(&self, index: usize, len: usize) -> Option<Bucket> {
        if index >= len || self.fault(len).is_some() {
            return None;
        }
        let Some(lower) = self.lower(index) else { return None };
        let upper = if index + 1 == len { None } else { self.lower(index + 1) };
        Some(Bucket { lower, upper })
    }

    /// The lower bound of a bucket. `None` if 64 bits can't hold it.
    const fn lower(&self, index: usize) -> Option<u64> {
        if index == 0 {
            return Some(if let Self::Linear { start, .. } = *self { start } else { 0 });
        }
        match *self {
            Self::Log2 { shift } => power(index, shift),
            Self::Fls { shift } => power(index - 1, shift),
            Self::Linear { start, width } => match width.checked_mul(index as u64) {
                Some(offset) => start.checked_add(offset),
                None => None,
            },
            Self::UpTo(bounds) | Self::Below(bounds) => element(bounds, index - 1),
        }
    }

    /// The reason why these are not the bounds of `len` buckets. `None` if they are.
    pub(crate) const fn fault(&self, len: usize) -> Option<BoundsFault> {
        if len == 0 {
            return Some(BoundsFault::Empty);
        }
        match *self {
            Self::Log2 { shift } => too_many(len, 64, shift),
            Self::Fls { shift } => too_many(len, 65, shift),
            Self::Linear { width: 0, .. } => Some(BoundsFault::NoWidth),
            Self::Linear { start, width } => match self.lower(len - 1) {
                Some(_) => None,
                None => {
                    #[allow(
                        clippy::cast_possible_truncation,
                        reason = "at most the index of the last bucket, a `usize`"
                    )]
                    let last = ((u64::MAX - start) / width) as usize;
                    Some(BoundsFault::TooMany { most: last + 1 })
                }
            },
            Self::UpTo(bounds) | Self::Below(bounds) => {
                if let Some(index) = not_ascending(bounds, matches!(self, Self::Below(_))) {
                    Some(BoundsFault::NotAscending { index })
                } else if bounds.len() + 1 == len {
                    None
                } else {
                    Some(BoundsFault::Number { bounds: bounds.len() })
                }
            }
        }
    }
}

const fn power(index: usize, shift: u32) -> Option<u64> {
    match (index as u64).checked_add(shift as u64) {
        Some(exponent) if exponent < 64 => Some(1 << exponent),
        _ => None,
    }
}

const fn too_many(len: usize, most: usize, shift: u32) -> Option<BoundsFault> {
    let most = most.saturating_sub(shift as usize);
    if len > most { Some(BoundsFault::TooMany { most }) } else { None }
}

/// The index of the first bound that is not above the bound before. `Below(&[0])` would make a bucket without values.
const fn not_ascending(bounds: &[u64], from_zero: bool) -> Option<usize> {
    let mut index = 0;
    let mut rest = bounds;
    let mut before = if from_zero { Some(0) } else { None };
    while let [bound, after @ ..] = rest {
        match before {
            Some(before) if *bound <= before => return Some(index),
            _ => before = Some(*bound),
        }
        index += 1;
        rest = after;
    }
    None
}

const fn element(bounds: &[u64], mut index: usize) -> Option<u64> {
    let mut rest = bounds;
    while let [bound, after @ ..] = rest {
        if index == 0 {
            return Some(*bound);
        }
        index -= 1;
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bucket that a scheduler increments for a value, written as its C code has it.
    fn index_in_c(bounds: Bounds, value: u64, len: usize) -> usize {
        let index = match bounds {
            Bounds::Log2 { shift } => {
                let mut index = 0;
                while index < 63 && (value >> shift) >> (index + 1) > 0 {
                    index += 1;
                }
                index
            }
            Bounds::Fls { shift } => (64 - (value >> shift).leading_zeros()) as usize,
            Bounds::Linear { start, width } => usize::try_from((value - start) / width).unwrap(),
            Bounds::UpTo(bounds) => bounds.iter().take_while(|bound| value > **bound).count(),
            Bounds::Below(bounds) => bounds.iter().take_while(|bound| value >= **bound).count(),
        };
        index.min(len - 1)
    }

    #[test]
    fn a_bucket_has_the_values_that_c_counts_there() {
        let kinds = [
            (Bounds::Log2 { shift: 0 }, 16),
            (Bounds::Log2 { shift: 8 }, 16),
            (Bounds::Log2 { shift: 0 }, 64),
            (Bounds::Fls { shift: 0 }, 65),
            (Bounds::Fls { shift: 3 }, 5),
            (Bounds::Linear { start: 0, width: 1 }, 8),
            (Bounds::Linear { start: 40, width: 10 }, 4),
            (Bounds::UpTo(&[0, 10, 25]), 4),
            (Bounds::Below(&[1, 10, 25]), 4),
            (Bounds::Below(&[]), 1),
        ];
        for (bounds, len) in kinds {
            let first = bounds.bucket(0, len).unwrap().lower;
            let near = |edge: u64| [edge.checked_sub(1), Some(edge), edge.checked_add(1)].into_iter().flatten();
            let edges = (0..len).flat_map(|index| near(bounds.bucket(index, len).unwrap().lower));
            for value in edges.chain([u64::MAX]).filter(|value| *value >= first) {
                let Bucket { lower, upper } = bounds.bucket(index_in_c(bounds, value, len), len).unwrap();
                let inside = match bounds {
                    Bounds::UpTo(_) => (value > lower || lower == 0) && upper.is_none_or(|upper| value <= upper),
                    _ => value >= lower && upper.is_none_or(|upper| value < upper),
                };
                assert!(inside, "{bounds:?} {len}: {value} is in {lower} to {upper:?}");
            }
        }
    }

    #[test]
    fn bounds_must_make_as_many_buckets_as_the_array_has() {
        for (bounds, len, fault) in [
            (Bounds::Log2 { shift: 0 }, 64, None),
            (Bounds::Log2 { shift: 0 }, 65, Some(BoundsFault::TooMany { most: 64 })),
            (Bounds::Log2 { shift: 60 }, 5, Some(BoundsFault::TooMany { most: 4 })),
            (Bounds::Log2 { shift: 70 }, 1, Some(BoundsFault::TooMany { most: 0 })),
            (Bounds::Fls { shift: 0 }, 66, Some(BoundsFault::TooMany { most: 65 })),
            (Bounds::Linear { start: 0, width: 0 }, 1, Some(BoundsFault::NoWidth)),
            (Bounds::Linear { start: 5, width: u64::MAX / 2 }, 3, Some(BoundsFault::TooMany { most: 2 })),
            (Bounds::UpTo(&[1, 2]), 3, None),
            (Bounds::UpTo(&[1, 2]), 2, Some(BoundsFault::Number { bounds: 2 })),
            (Bounds::UpTo(&[1, 1]), 3, Some(BoundsFault::NotAscending { index: 1 })),
            (Bounds::UpTo(&[0, 1]), 3, None),
            (Bounds::Below(&[0, 1]), 3, Some(BoundsFault::NotAscending { index: 0 })),
            (Bounds::Below(&[]), 0, Some(BoundsFault::Empty)),
        ] {
            assert_eq!(bounds.fault(len), fault, "{bounds:?} {len}");
            assert_eq!(bounds.bucket(0, len).is_none(), fault.is_some(), "{bounds:?} {len}");
        }
        assert_eq!(Bounds::Log2 { shift: 0 }.bucket(3, 3), None);
    }
}
