//! Running means over intervals.

use std::time::Duration;

use super::Rate;

/// A mean over time in which older intervals count less, as the user space of schedulers computes it from read to read.
///
/// Each interval moves the mean from its old value towards the value of the interval, by a part that follows from the
/// interval's length. With a half-life, that part is one half for an interval of that length. With a window, it is the
/// interval's share of the window, or all of it for a longer interval.
///
/// The mean starts at the value of the first interval, or at the number that [`starting_at`](Self::starting_at) gives. Two
/// readers only agree if they start at the same time.
///
/// ```
/// use std::time::Duration;
/// use ktsnap::{Captured, FailureDumpReport, Series, Snapshot, SnapshotSchema, series::RunningMean};
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
/// struct Dispatch {
///     nr_mig_same: u64,
///     nr_mig_cross: u64,
/// }
///
/// let files = ["a0", "a1", "a2"].map(|name| format!("../examples/captures/dispatch-{name}.json"));
/// let reports = files.iter().map(FailureDumpReport::from_path).collect::<Result<Vec<_>, _>>()?;
/// let times = (0..).map(|second| Duration::from_secs(2 * second));
/// let captures = times.zip(&reports).map(|(at, report)| Captured::new(at, Snapshot::new(report)));
///
/// let mut mean = RunningMean::with_half_life(Duration::from_secs(1));
/// for change in Series::<Dispatch>::read(captures).changes() {
///     println!("{}", mean.add_ratio(&change?.into_rate()?, Dispatch::cross_fraction)?);
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RunningMean {
    weight: Weight,
    value: Option<f64>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Weight {
    HalfLife(Duration),
    Window(Duration),
}

impl RunningMean {
    /// A mean in which an interval of that length has the same weight as all intervals before it.
    ///
    /// With a half-life of zero, the mean is the value of the last interval.
    #[must_use]
    pub const fn with_half_life(half_life: Duration) -> Self {
        Self { weight: Weight::HalfLife(half_life), value: None }
    }

    /// A mean in which an interval has the weight of its share of that window. A longer interval replaces the mean.
    #[must_use]
    pub const fn with_window(window: Duration) -> Self {
        Self { weight: Weight::Window(window), value: None }
    }

    /// The same mean, with a value before the first interval. scx_layered starts at zero.
    #[must_use]
    pub const fn starting_at(self, value: f64) -> Self {
        Self { value: Some(value), ..self }
    }

    /// Adds the value of an interval, and returns the mean.
    pub fn add(&mut self, value: f64, elapsed: Duration) -> f64 {
        let mean = match self.value {
            None => value,
            Some(before) => {
                let share = self.weight.share(elapsed.as_secs_f64());
                share * value + (1.0 - share) * before
            }
        };
        self.value = Some(mean);
        mean
    }

    /// Adds a ratio of the changes in an interval, and returns the mean.
    ///
    /// # Errors
    ///
    /// Those of the ratio. The mean then stays as it is.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ktsnap::{Rate, SnapshotSchema, series::RunningMean};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// #[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross) or 0))]
    /// struct Dispatch {
    ///     nr_mig_same: u64,
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// let busy = Rate::new(Dispatch { nr_mig_same: 1, nr_mig_cross: 3 }, Duration::from_secs(5));
    /// let mut mean = RunningMean::with_window(Duration::from_secs(10)).starting_at(0.0);
    /// assert_eq!(mean.add_ratio(&busy, Dispatch::cross_fraction)?, 0.375);
    /// # Ok::<(), ktsnap::RatioError>(())
    /// ```
    pub fn add_ratio<T, E>(&mut self, rate: &Rate<T>, ratio: impl FnOnce(&T) -> Result<f64, E>) -> Result<f64, E> {
        Ok(self.add(ratio(&rate.change)?, rate.elapsed))
    }

    /// Adds a ratio of the changes in an interval, divided by the interval's seconds, and returns the mean. An interval in
    /// which no time passed has no rate and leaves the mean as it is; the result is `None` if the mean has no value yet.
    ///
    /// # Errors
    ///
    /// Those of the ratio. The mean then stays as it is.
    ///
    /// ```
    /// use std::time::Duration;
    /// use ktsnap::{Rate, SnapshotSchema, series::RunningMean};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// #[snapshot(ratio(wait_s = waits.total_ns / 1000000000))]
    /// struct Dispatch {
    ///     waits: Waits,
    /// }
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o", type = "struct wait_stats")]
    /// struct Waits {
    ///     total_ns: u64,
    /// }
    ///
    /// // Three seconds of waiting in two seconds.
    /// let rate = Rate::new(Dispatch { waits: Waits { total_ns: 3_000_000_000 } }, Duration::from_secs(2));
    /// let mut mean = RunningMean::with_half_life(Duration::from_secs(2)).starting_at(0.0);
    /// assert_eq!(mean.add_per_second(&rate, Dispatch::wait_s)?, Some(0.75));
    /// # Ok::<(), ktsnap::RatioError>(())
    /// ```
    pub fn add_per_second<T, E>(
        &mut self,
        rate: &Rate<T>,
        ratio: impl FnOnce(&T) -> Result<f64, E>,
    ) -> Result<Option<f64>, E> {
        let value = ratio(&rate.change)?;
        if !rate.elapsed.is_zero() {
            self.add(value / rate.elapsed.as_secs_f64(), rate.elapsed);
        }
        Ok(self.value)
    }

    /// The mean, or `None` before the first interval.
    #[must_use]
    pub const fn value(&self) -> Option<f64> {
        self.value
    }
}

impl Weight {
    /// The weight of an interval of that length, from 0 to 1.
    fn share(self, elapsed: f64) -> f64 {
        match self {
            Self::HalfLife(length) | Self::Window(length) if length.is_zero() => 1.0,
            Self::HalfLife(half_life) => 1.0 - 0.5_f64.powf(elapsed / half_life.as_secs_f64()),
            Self::Window(window) => (elapsed / window.as_secs_f64()).min(1.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn an_interval_of_one_half_life_counts_as_much_as_all_before_it() {
        let mut mean = RunningMean::with_half_life(SECOND);
        assert_eq!(mean.value(), None);
        assert_eq!(mean.add(8.0, SECOND), 8.0);
        assert_eq!(mean.add(0.0, SECOND), 4.0);
        // Two half-lives keep a quarter.
        assert_eq!(mean.add(0.0, 2 * SECOND), 1.0);
        assert_eq!(mean.add(100.0, Duration::ZERO), 1.0);
        assert_eq!(mean.value(), Some(1.0));
    }

    #[test]
    fn two_short_intervals_of_one_value_count_as_one_long_interval() {
        let (mut short, mut long) = [RunningMean::with_half_life(SECOND).starting_at(0.0); 2].into();
        short.add(6.0, SECOND);
        assert_eq!(short.add(6.0, SECOND), long.add(6.0, 2 * SECOND));
    }

    #[test]
    fn a_half_life_of_two_seconds_passes_twice_in_four() {
        let mut mean = RunningMean::with_half_life(2 * SECOND).starting_at(8.0);
        assert_eq!(mean.add(0.0, 4 * SECOND), 2.0);
        assert_eq!(mean.add(0.0, 2 * SECOND), 1.0);
    }

    #[test]
    fn a_window_weighs_an_interval_by_its_share() {
        let mut mean = RunningMean::with_window(10 * SECOND).starting_at(0.0);
        assert_eq!(mean.add(10.0, SECOND), 1.0);
        assert_eq!(mean.add(2.0, 5 * SECOND), 1.5);
        assert_eq!(mean.add(7.0, 11 * SECOND), 7.0);
    }

    #[test]
    fn a_ratio_of_an_interval_is_weighed_by_its_length() {
        let half = |of: &f64| Ok::<_, &str>(of / 2.0);
        let mut mean = RunningMean::with_half_life(SECOND);
        assert_eq!(mean.add_per_second(&Rate::new(8.0, Duration::ZERO), half), Ok(None));
        assert_eq!(mean.add_ratio(&Rate::new(8.0, SECOND), half), Ok(4.0));
        // 16 / 2 in two seconds.
        assert_eq!(mean.add_per_second(&Rate::new(16.0, 2 * SECOND), half), Ok(Some(4.0)));
        assert_eq!(mean.add_per_second(&Rate::new(32.0, SECOND), half), Ok(Some(10.0)));
        assert_eq!(mean.add_per_second(&Rate::new(8.0, Duration::ZERO), half), Ok(Some(10.0)));
        let error = |_: &f64| Err("no value");
        let rate = Rate::new(0.0, SECOND);
        assert_eq!(
            (mean.add_ratio(&rate, error), mean.add_per_second(&rate, error)),
            (Err("no value"), Err("no value"))
        );
        assert_eq!(mean.value(), Some(10.0));
    }

    #[test]
    fn without_a_length_the_last_interval_is_the_mean() {
        for mean in [RunningMean::with_half_life(Duration::ZERO), RunningMean::with_window(Duration::ZERO)] {
            let mut mean = mean.starting_at(3.0);
            assert_eq!(mean.add(9.0, Duration::ZERO), 9.0);
        }
    }
}
