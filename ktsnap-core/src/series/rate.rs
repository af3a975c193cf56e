//! Differences per second.

use std::time::Duration;

use super::CounterReset;
use crate::typed::{Integer, SnapshotSchema};

/// The difference between two reads of a struct, and the time between them.
///
/// The counters of `change` are differences, and its other fields keep their later values: see
/// [`SnapshotSchema::since`]. The struct's ratios are methods of `change` too.
///
/// ```
/// use std::time::Duration;
/// use ktsnap::{Rate, SnapshotSchema};
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// struct Dispatch {
///     nr_mig_cross: u64,
/// }
///
/// let earlier = Dispatch::from_json_path("../examples/captures/dispatch-a0.json")?;
/// let later = Dispatch::from_json_path("../examples/captures/dispatch-a1.json")?;
/// let rate = Rate::between(&later, &earlier, Duration::from_secs(2))?;
/// println!("{:?} per second", rate.per_second(|change| change.nr_mig_cross));
/// # Ok::<(), Box<dyn std::error::Error>>(())
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
    /// A difference, and the time in which it accrued.
    #[must_use]
    pub const fn new(change: T, elapsed: Duration) -> Self {
        Self { change, elapsed }
    }

    /// The difference between two reads of one instance, and the time between them.
    ///
    /// # Errors
    ///
    /// Those of [`SnapshotSchema::since`].
    pub fn between(later: &T, earlier: &T, elapsed: Duration) -> Result<Self, CounterReset>
    where
        T: SnapshotSchema,
    {
        Ok(Self { change: later.since(earlier)?, elapsed })
    }

    /// The change of a counter per second. `None` if no time passed.
    #[must_use]
    pub fn per_second<N: Integer>(&self, of: impl FnOnce(&T) -> N) -> Option<f64> {
        let counted: i128 = of(&self.change).into();
        (!self.elapsed.is_zero()).then(|| counted as f64 / self.elapsed.as_secs_f64())
    }
}
