//! One struct read from several captures of one scheduler.

use std::time::Duration;

use thiserror::Error;

use super::{CounterReset, InstanceId, Rate};
use crate::report::{CaptureTime, FailureDumpReport, TimelineError, timeline};
use crate::typed::sources::from_snapshot_with_pick;
use crate::typed::{SchemaError, SnapshotSchema};
use crate::view::Snapshot;

/// A capture, and when it was taken: the time since any moment that is the same for all of a series.
///
/// ```
/// use std::time::Duration;
/// use ktsnap_core::{FailureDumpReport, Snapshot, series::Captured};
///
/// let report = FailureDumpReport::from_json(r#"{"schema": "single", "maps": []}"#)?;
/// let capture = Captured::new(Duration::from_secs(2), Snapshot::new(&report));
/// assert_eq!(capture.at.as_secs(), 2);
/// # Ok::<(), ktsnap_core::ReportError>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Captured<'a> {
    /// When it was taken.
    pub at: Duration,
    /// What was captured.
    pub snapshot: Snapshot<'a>,
}

impl<'a> Captured<'a> {
    /// A capture taken at that time.
    #[must_use]
    pub fn new(at: Duration, snapshot: Snapshot<'a>) -> Self {
        Self { at, snapshot }
    }
}

/// A struct read from each of several captures.
///
/// Reports of `ktsnap capture` say when they were taken: [`of_reports`](Self::of_reports) sorts them by that. For other
/// reports the caller gives the order and the times, to [`read`](Self::read).
///
/// ```no_run
/// use std::time::Duration;
/// use ktsnap_core::series::{Captured, Series};
/// # use ktsnap_core::{FailureDumpReport, SnapshotSchema, Snapshot};
/// # fn show<Dispatch: SnapshotSchema>(reports: &[FailureDumpReport]) -> Result<(), Box<dyn std::error::Error>> {
///
/// let captures = reports.iter().enumerate().map(|(index, report)| {
///     Captured::new(Duration::from_secs(2) * index as u32, Snapshot::new(report))
/// });
/// let series = Series::<Dispatch>::read(captures)?;
/// for change in series.changes() {
///     let change = change?;
///     println!("capture {} to {}: {:?}", change.from, change.to, change.rate.elapsed);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Series<T> {
    /// What was read, in the order of the captures.
    pub samples: Vec<Sample<T>>,
    /// The captures that hold nothing, since the guest failed before anything could be captured.
    pub skipped: Vec<Skipped>,
    /// Whether the order comes from the reports.
    is_sorted: bool,
}

/// One read of a [`Series`].
///
/// ```
/// use ktsnap_core::series::Sample;
///
/// fn is_first<T>(sample: &Sample<T>) -> bool {
///     sample.index == 0
/// }
/// # let _ = is_first::<u64>;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Sample<T> {
    /// The capture's place among those that were given.
    pub index: usize,
    /// When it was taken.
    pub at: Duration,
    /// What was read.
    pub value: T,
    /// Whose map it was read from.
    pub instance: InstanceId,
}

/// A capture of a [`Series`] that was left out.
///
/// ```
/// use ktsnap_core::series::Skipped;
///
/// fn show(skipped: &Skipped) -> String {
///     format!("capture {}: {}", skipped.index, skipped.reason)
/// }
/// # let _ = show;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// The capture's place among those that were given.
    pub index: usize,
    /// Why it was left out.
    pub reason: String,
}

/// What was counted between two samples that follow each other.
///
/// ```
/// use ktsnap_core::series::Change;
///
/// fn show<T>(change: &Change<T>) -> String {
///     format!("capture {} to {}, {:?}", change.from, change.to, change.rate.elapsed)
/// }
/// # let _ = show::<u64>;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Change<T> {
    /// The place of the earlier capture.
    pub from: usize,
    /// The place of the later one.
    pub to: usize,
    /// The differences, and the time between.
    pub rate: Rate<T>,
}

/// Why there is no series, or no change between two of its samples.
///
/// ```
/// use ktsnap_core::series::SeriesError;
///
/// fn is_restart(error: &SeriesError) -> bool {
///     matches!(error, SeriesError::InstanceChanged { .. })
/// }
/// # let _ = is_restart;
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SeriesError {
    /// A capture could not be read.
    #[error("capture {index}: {source}")]
    Capture {
        /// Its place among those that were given.
        index: usize,
        /// Why.
        source: Box<SchemaError>,
    },
    /// Between two captures the scheduler was replaced.
    #[error(
        "between captures {from} and {to} the scheduler was replaced: {earlier} was read first, {later} then, and \
         counters of two instances have no difference; compare captures on one side of the change"
    )]
    InstanceChanged {
        /// The place of the earlier capture.
        from: usize,
        /// The place of the later one.
        to: usize,
        /// The map that was read of the earlier.
        earlier: String,
        /// The map that was read of the later.
        later: String,
    },
    /// Some counters went back and none grew, in captures whose order the caller gave.
    #[error(
        "from capture {from} to capture {to} no counter grew, and `{}` went back from {} to {}: are the reports in the \
         order of time? give the earlier one first; if it is, compare captures of one instance, since a scheduler that was \
         restarted counts from zero again, or mark a value that goes up and down with `#[snapshot(gauge)]`",
        source.field, source.earlier, source.later
    )]
    Reversed {
        /// The place of the capture that was given first.
        from: usize,
        /// The place of the one that was given next.
        to: usize,
        /// The first of the counters that went back.
        source: CounterReset,
    },
    /// The reports have no common order in time.
    #[error(transparent)]
    Timeline(#[from] TimelineError),
    /// A counter went back, within one instance as far as the report tells.
    #[error(
        "between captures {from} and {to} {}: {}", source.fact(), reset_remedy(source)
    )]
    Reset {
        /// The place of the earlier capture.
        from: usize,
        /// The place of the later one.
        to: usize,
        /// The counter.
        source: CounterReset,
    },
    /// A capture is said to be earlier than the one before it.
    #[error("capture {to} was taken before capture {from}; give the captures in the order of their times")]
    OutOfOrder {
        /// The place of the one that comes first.
        from: usize,
        /// The place of the one that comes next.
        to: usize,
    },
}

fn reset_remedy(source: &CounterReset) -> &'static str {
    if source.resized {
        "the length of an array is set at load, so these are captures of two instances; compare captures of one instance"
    } else {
        "a counter only grows; compare captures of one instance, since a scheduler that was restarted counts from zero \
         again, or mark a value that goes up and down with `#[snapshot(gauge)]`"
    }
}

impl<T: SnapshotSchema> Series<T> {
    /// Reads the struct from each capture, in the order and with the times that the caller gives. A capture that holds
    /// nothing is skipped.
    ///
    /// # Errors
    ///
    /// [`SeriesError::Capture`] for the first capture that can't be read.
    pub fn read<'a>(captures: impl IntoIterator<Item = Captured<'a>>) -> Result<Self, SeriesError> {
        Self::read_each(captures.into_iter().enumerate(), false)
    }

    /// Reads the struct from each of several reports of `ktsnap capture`, in the order of time that the reports
    /// [state](FailureDumpReport::capture), whatever order they are given in. Times are since the earliest.
    ///
    /// # Errors
    ///
    /// [`SeriesError::Timeline`] for a report that does not say when it was captured, for reports of two series or two
    /// boots, and for a report that is given twice; [`SeriesError::Capture`] for the first that can't be read.
    ///
    /// ```no_run
    /// use ktsnap_core::series::Series;
    /// # use ktsnap_core::{FailureDumpReport, SnapshotSchema};
    /// # trait Counted { fn nr_enqueued(&self) -> u64; }
    /// # fn show<Dispatch: SnapshotSchema + Counted>() -> Result<(), Box<dyn std::error::Error>> {
    ///
    /// let files = std::fs::read_dir("captures")?.map(|file| Ok(file?.path())).collect::<std::io::Result<Vec<_>>>()?;
    /// let reports = files.iter().map(FailureDumpReport::from_path).collect::<Result<Vec<_>, _>>()?;
    /// if let Some(total) = Series::<Dispatch>::of_reports(&reports)?.total() {
    ///     println!("{:?} enqueued a second", total?.rate.per_second(|change| change.nr_enqueued()));
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn of_reports<'a>(reports: impl IntoIterator<Item = &'a FailureDumpReport>) -> Result<Self, SeriesError> {
        let reports: Vec<_> = reports.into_iter().collect();
        let order = timeline(reports.iter().copied())?;
        let captured = |time: &CaptureTime| {
            let report = reports.get(time.index)?;
            Some((time.index, Captured::new(time.at, Snapshot::new(report))))
        };
        Self::read_each(order.iter().filter_map(captured), true)
    }

    fn read_each<'a>(
        captures: impl Iterator<Item = (usize, Captured<'a>)>,
        is_sorted: bool,
    ) -> Result<Self, SeriesError> {
        let mut series = Self { samples: Vec::new(), skipped: Vec::new(), is_sorted };
        for (index, Captured { at, snapshot }) in captures {
            if let Err(placeholder) = snapshot.refuse_placeholder() {
                series.skipped.push(Skipped { index, reason: placeholder.to_string() });
                continue;
            }
            let read = |source| SeriesError::Capture { index, source: Box::new(source) };
            let (value, pick) = from_snapshot_with_pick(&snapshot).map_err(read)?;
            let instance = InstanceId::new(pick.map.name, pick.map.map_kva, &snapshot.report().active_map_kvas);
            series.samples.push(Sample { index, at, value, instance });
        }
        Ok(series)
    }

    /// What was counted between each sample and the next.
    pub fn changes(&self) -> impl Iterator<Item = Result<Change<T>, SeriesError>> {
        self.samples.windows(2).filter_map(|pair| match pair {
            [earlier, later] => Some(self.between(earlier, later)),
            _ => None,
        })
    }

    /// What was counted between the first sample and the last, if there are two. Every sample between must be of the
    /// same instance and hold no counter that went back.
    ///
    /// # Errors
    ///
    /// The first of [`changes`](Self::changes).
    pub fn total(&self) -> Option<Result<Change<T>, SeriesError>> {
        let (first, last) = (self.samples.first()?, self.samples.last()?);
        if self.samples.len() < 2 {
            return None;
        }
        let broken = self.changes().find_map(Result::err);
        Some(broken.map_or_else(|| self.between(first, last), Err))
    }

    fn between(&self, earlier: &Sample<T>, later: &Sample<T>) -> Result<Change<T>, SeriesError> {
        let (from, to) = (earlier.index, later.index);
        if later.instance.is_other_than(&earlier.instance) {
            let [earlier, later] = [earlier, later].map(|sample| sample.instance.to_string());
            return Err(SeriesError::InstanceChanged { from, to, earlier, later });
        }
        let elapsed = later.at.checked_sub(earlier.at).ok_or(SeriesError::OutOfOrder { from, to })?;
        match Rate::between(&later.value, &earlier.value, elapsed) {
            Ok(rate) => Ok(Change { from, to, rate }),
            // If nothing goes back the other way round, no counter grew: equal counters and gauges have no say.
            Err(source) if !self.is_sorted && earlier.value.since(&later.value).is_ok() => {
                Err(SeriesError::Reversed { from, to, source })
            }
            Err(source) => Err(SeriesError::Reset { from, to, source }),
        }
    }
}
