//! Differences per second.

use std::time::Duration;

use super::CounterReset;
use crate::histogram::Histogram;
use crate::typed::{Integer, PerCpu, Rows, SnapshotSchema};

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

    /// The changes of several counters per second, in the same shape: an array as an array of `f64`, a
    /// [`PerCpu`] as a `PerCpu` of `f64`. `None` if no time passed.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ktsnap::{PerCpu, Rate, SnapshotSchema};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
    /// struct Stats {
    ///     #[snapshot(key = "DSP_SHARED")]
    ///     shared: PerCpu<u64>,
    /// }
    ///
    /// let earlier = Stats::from_json_path("../examples/captures/dispatch-a0.json")?;
    /// let later = Stats::from_json_path("../examples/captures/dispatch-a1.json")?;
    /// let rate = Rate::between(&later, &earlier, Duration::from_secs(2))?;
    /// for (cpu, per_second) in rate.each_per_second(|change| &change.shared).iter().flat_map(PerCpu::iter).enumerate() {
    ///     println!("CPU {cpu}: {per_second:?} per second");
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn each_per_second<C: PerSecond>(&self, of: impl FnOnce(&T) -> &C) -> Option<C::Rates> {
        (!self.elapsed.is_zero()).then(|| of(&self.change).per_second(self.elapsed.as_secs_f64()))
    }

    /// The change of a counter per second. `None` if no time passed.
    #[must_use]
    pub fn per_second<N: Integer>(&self, of: impl FnOnce(&T) -> N) -> Option<f64> {
        let counted: i128 = of(&self.change).into();
        (!self.elapsed.is_zero()).then(|| counted as f64 / self.elapsed.as_secs_f64())
    }
}

/// A counter, or several counters in an array, a `Vec`, an `Option`, [`Rows`], a [`PerCpu`] or a
/// [`Histogram`].
///
/// It is what [`Rate::each_per_second`] divides by time.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no rate",
    label = "neither an integer nor several integers",
    note = "name a field of integers; the rates of a struct are those of its fields"
)]
pub trait PerSecond {
    /// One `f64` for each counter, in the same shape.
    type Rates;

    #[doc(hidden)]
    fn per_second(&self, seconds: f64) -> Self::Rates;
}

macro_rules! rates {
    ($($int:ty)*) => {$(
        impl PerSecond for $int {
            type Rates = f64;

            fn per_second(&self, seconds: f64) -> f64 {
                i128::from(*self) as f64 / seconds
            }
        }
    )*};
}

rates!(u8 u16 u32 u64 i8 i16 i32 i64);

impl<C: PerSecond, const N: usize> PerSecond for [C; N] {
    type Rates = [C::Rates; N];

    fn per_second(&self, seconds: f64) -> Self::Rates {
        self.each_ref().map(|counter| counter.per_second(seconds))
    }
}

impl<C: PerSecond> PerSecond for Vec<C> {
    type Rates = Vec<C::Rates>;

    fn per_second(&self, seconds: f64) -> Self::Rates {
        self.iter().map(|counter| counter.per_second(seconds)).collect()
    }
}

impl<C: PerSecond> PerSecond for Option<C> {
    type Rates = Option<C::Rates>;

    fn per_second(&self, seconds: f64) -> Self::Rates {
        self.as_ref().map(|counter| counter.per_second(seconds))
    }
}

impl<C: PerSecond> PerSecond for PerCpu<C> {
    type Rates = PerCpu<C::Rates>;

    fn per_second(&self, seconds: f64) -> Self::Rates {
        self.iter().map(|slot| slot.map(|counter| counter.per_second(seconds))).collect()
    }
}

impl<K: Clone, C: PerSecond> PerSecond for Rows<K, C> {
    type Rates = Rows<K, C::Rates>;

    fn per_second(&self, seconds: f64) -> Self::Rates {
        Rows::new(self.iter().map(|(key, counter)| (key.clone(), counter.per_second(seconds))).collect())
    }
}

impl<B, C: PerSecond> PerSecond for Histogram<B, C> {
    type Rates = Vec<C::Rates>;

    fn per_second(&self, seconds: f64) -> Self::Rates {
        self.as_vec().per_second(seconds)
    }
}
