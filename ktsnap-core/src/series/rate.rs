//! What was counted, and how long it took.

use std::time::Duration;

use crate::typed::Integer;

/// What a struct's counters counted between two reads, and the time between.
///
/// Counters of `change` are differences; gauges, and what is no counter, are as they were later. Ratios are methods of
/// `change` as of any read.
///
/// ```
/// use std::time::Duration;
/// use ktsnap_core::series::Rate;
///
/// struct Dispatch { nr_enqueued: u64 }
///
/// let rate = Rate::new(Dispatch { nr_enqueued: 700 }, Duration::from_secs(2));
/// assert_eq!(rate.per_second(|dispatch| dispatch.nr_enqueued), Some(350.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Rate<T> {
    /// The differences.
    pub change: T,
    /// The time between the two reads.
    pub elapsed: Duration,
}

impl<T> Rate<T> {
    /// A change, and the time that it took.
    #[must_use]
    pub const fn new(change: T, elapsed: Duration) -> Self {
        Self { change, elapsed }
    }

    /// What `of` takes from the change, a second; `None` where no time went by.
    #[must_use]
    pub fn per_second<N: Integer>(&self, of: impl FnOnce(&T) -> N) -> Option<f64> {
        let counted: i128 = of(&self.change).into();
        (!self.elapsed.is_zero()).then(|| counted as f64 / self.elapsed.as_secs_f64())
    }
}
