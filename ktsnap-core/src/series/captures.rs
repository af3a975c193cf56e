//! [`Series`]: a struct read from several captures of one scheduler.

use std::time::Duration;

use thiserror::Error;

use super::{CounterReset, InstanceId, Rate};
use crate::report::{CaptureTime, FailureDumpReport, TimelineError, timeline};
use crate::typed::parts::from_snapshot_with_picks;
use crate::typed::{Integer, SchemaError, SnapshotSchema};
use crate::view::Snapshot;

/// A capture and its time, since any moment that is the same for the whole series.
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
    /// The time of the capture.
    pub at: Duration,
    /// The view of the captured report.
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
/// Reports of `ktsnap capture` contain their times, and [`of_reports`](Self::of_reports) sorts them. For other reports, the
/// caller passes the captures to [`read`](Self::read) in order, with their times.
///
/// ```
/// use std::time::Duration;
/// use ktsnap::{Captured, FailureDumpReport, Series, Snapshot, SnapshotSchema};
///
/// #[derive(SnapshotSchema)]
/// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
/// struct Dispatch {
///     nr_mig_cross: u64,
/// }
///
/// let files = ["../examples/captures/dispatch-a0.json", "../examples/captures/dispatch-a1.json"];
/// let reports = files.iter().map(FailureDumpReport::from_path).collect::<Result<Vec<_>, _>>()?;
/// let captures = reports.iter().enumerate().map(|(index, report)| {
///     Captured::new(Duration::from_secs(2) * index as u32, Snapshot::new(report))
/// });
/// let series = Series::<Dispatch>::read(captures)?;
/// for change in series.changes() {
///     let rate = change?.rate;
///     println!("{:?} per second", rate.per_second(|change| change.nr_mig_cross));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Series<T> {
    /// The structs that were read, in the order of the captures.
    pub samples: Vec<Sample<T>>,
    /// The captures without contents, because the guest failed before they could be taken.
    pub skipped: Vec<Skipped>,
    /// Whether the order is by the times in the reports.
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
    /// The index of the capture among those that the caller passed.
    pub index: usize,
    /// The time of the capture.
    pub at: Duration,
    /// The struct.
    pub value: T,
    /// The instance whose map was read.
    pub instance: InstanceId,
}

/// A capture that a [`Series`] skipped.
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
    /// The index of the capture among those that the caller passed.
    pub index: usize,
    /// The reason.
    pub reason: String,
}

/// The difference between two successive samples.
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
    /// The index of the earlier capture.
    pub from: usize,
    /// The index of the later capture.
    pub to: usize,
    /// The difference, and the time between the captures.
    pub rate: Rate<T>,
}

/// The reason why there is no series, or no difference between two of its samples.
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
        /// The index of the capture among those that the caller passed.
        index: usize,
        /// The reason.
        source: Box<SchemaError>,
    },
    /// The scheduler was replaced between two captures.
    #[error(
        "between captures {from} and {to} the scheduler was replaced: {earlier} was read first, {later} then, and \
         counters of two instances have no difference; compare captures on one side of the change"
    )]
    InstanceChanged {
        /// The index of the earlier capture.
        from: usize,
        /// The index of the later capture.
        to: usize,
        /// The map that was read from the earlier capture.
        earlier: String,
        /// The map that was read from the later capture.
        later: String,
    },
    /// Some counters decreased and none increased, in captures whose order the caller chose.
    #[error(
        "from capture {from} to capture {to} no counter grew, and `{}` decreased from {} to {}: are the reports in the \
         order of time? give the earlier one first; if it is, compare captures of one instance, since a scheduler that was \
         restarted counts from zero again, or mark a value that goes up and down with `#[snapshot(gauge)]`",
        source.field, source.earlier, source.later
    )]
    Reversed {
        /// The index of the first of the two captures.
        from: usize,
        /// The index of the second.
        to: usize,
        /// The first counter that decreased.
        source: CounterReset,
    },
    /// The reports have no common order in time.
    #[error(transparent)]
    Timeline(#[from] TimelineError),
    /// A counter decreased, and the reports do not show that the scheduler was replaced.
    #[error(
        "between captures {from} and {to} {}: {}", source.fact(), reset_remedy(source)
    )]
    Reset {
        /// The index of the earlier capture.
        from: usize,
        /// The index of the later capture.
        to: usize,
        /// The counter.
        source: CounterReset,
    },
    /// A capture has an earlier time than the capture before it.
    #[error("capture {to} was taken before capture {from}; give the captures in the order of their times")]
    OutOfOrder {
        /// The index of the first of the two captures.
        from: usize,
        /// The index of the second.
        to: usize,
    },
}

fn reset_remedy(source: &CounterReset) -> &'static str {
    source.remedy_of_rows().unwrap_or(
        "a counter only grows; compare captures of one instance, since a scheduler that was restarted counts from zero \
         again, or mark a value that goes up and down with `#[snapshot(gauge)]`",
    )
}

impl<T: SnapshotSchema> Series<T> {
    /// Reads the struct from each capture, in the order and with the times of the caller. Captures without contents are
    /// skipped.
    ///
    /// # Errors
    ///
    /// [`SeriesError::Capture`] for the first capture that can't be read.
    pub fn read<'a>(captures: impl IntoIterator<Item = Captured<'a>>) -> Result<Self, SeriesError> {
        Self::read_each(captures.into_iter().enumerate(), false)
    }

    /// Reads the struct from several reports of `ktsnap capture`, sorted by the [times](FailureDumpReport::capture) in the
    /// reports. The times of the samples are relative to the earliest.
    ///
    /// # Errors
    ///
    /// [`SeriesError::Timeline`] for a report without a time, for reports of two series or two boots, and for a report that
    /// is passed twice. [`SeriesError::Capture`] for the first report that can't be read.
    ///
    /// ```no_run
    /// use ktsnap::{FailureDumpReport, Series, SnapshotSchema};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// struct Dispatch {
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// let files = std::fs::read_dir("captures")?.map(|file| Ok(file?.path())).collect::<std::io::Result<Vec<_>>>()?;
    /// let reports = files.iter().map(FailureDumpReport::from_path).collect::<Result<Vec<_>, _>>()?;
    /// if let Some(total) = Series::<Dispatch>::of_reports(&reports)?.total() {
    ///     println!("{:?} per second", total?.rate.per_second(|change| change.nr_mig_cross));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
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
            let (value, picks) = from_snapshot_with_picks(&snapshot).map_err(read)?;
            let instance = InstanceId::of_picks(&picks, snapshot.report());
            series.samples.push(Sample { index, at, value, instance });
        }
        Ok(series)
    }

    /// The difference between each sample and the next.
    pub fn changes(&self) -> impl Iterator<Item = Result<Change<T>, SeriesError>> {
        self.samples.windows(2).filter_map(|pair| match pair {
            [earlier, later] => Some(self.between(earlier, later)),
            _ => None,
        })
    }

    /// The difference between the first and the last sample. `None` for fewer than two samples. Every sample between them must
    /// be of the same instance, without a counter that decreased.
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

    /// The difference between two successive samples in which a counter grew fastest, the first of equal ones. `None` if there
    /// are fewer than two samples, or no time passed between any two.
    ///
    /// # Errors
    ///
    /// The first of [`changes`](Self::changes).
    ///
    /// ```no_run
    /// use ktsnap::{FailureDumpReport, Series, SnapshotSchema};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// struct Dispatch {
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// let files = ["captures/0.json", "captures/1.json", "captures/2.json"];
    /// let reports = files.iter().map(FailureDumpReport::from_path).collect::<Result<Vec<_>, _>>()?;
    /// if let Some(peak) = Series::<Dispatch>::of_reports(&reports)?.peak(|change| change.nr_mig_cross) {
    ///     println!("at most {:?} per second", peak?.rate.per_second(|change| change.nr_mig_cross));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn peak<N: Integer>(&self, of: impl Fn(&T) -> N) -> Option<Result<Change<T>, SeriesError>> {
        let mut fastest: Option<(f64, Change<T>)> = None;
        for change in self.changes() {
            let change = match change {
                Ok(change) => change,
                Err(error) => return Some(Err(error)),
            };
            let Some(rate) = change.rate.per_second(&of) else { continue };
            if fastest.as_ref().is_none_or(|(most, _)| rate > *most) {
                fastest = Some((rate, change));
            }
        }
        fastest.map(|(_, change)| Ok(change))
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
            // If no counter decreases in the reverse direction, no counter increased. Equal counters and gauges do not matter.
            Err(source) if !self.is_sorted && earlier.value.since(&later.value).is_ok() => {
                Err(SeriesError::Reversed { from, to, source })
            }
            Err(source) => Err(SeriesError::Reset { from, to, source }),
        }
    }
}
