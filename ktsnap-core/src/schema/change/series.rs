//! One struct read from several captures of one scheduler.

use std::time::Duration;

use thiserror::Error;

use super::{CounterReset, Instance, Rate};
use crate::schema::{SchemaError, SnapshotSchema};
use crate::view::Snapshot;

/// A capture, and when it was taken: the time since any moment that is the same for all of a series.
///
/// ```
/// use std::time::Duration;
/// use ktsnap_core::{FailureDumpReport, Snapshot, schema::Captured};
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
/// ```no_run
/// use std::time::Duration;
/// use ktsnap_core::schema::{Captured, Series};
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
}

/// One read of a [`Series`].
///
/// ```
/// use ktsnap_core::schema::Sample;
///
/// fn is_first<T>(sample: &Sample<T>) -> bool {
///     sample.index == 0
/// }
/// # let _ = is_first::<u64>;
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Sample<T> {
    /// The capture's place in the series.
    pub index: usize,
    /// When it was taken.
    pub at: Duration,
    /// What was read.
    pub value: T,
    /// Whose map it was read from.
    pub instance: Instance,
}

/// A capture of a [`Series`] that was left out.
///
/// ```
/// use ktsnap_core::schema::Skipped;
///
/// fn show(skipped: &Skipped) -> String {
///     format!("capture {}: {}", skipped.index, skipped.reason)
/// }
/// # let _ = show;
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Skipped {
    /// The capture's place in the series.
    pub index: usize,
    /// Why it was left out.
    pub reason: String,
}

/// What was counted between two samples that follow each other.
///
/// ```
/// use ktsnap_core::schema::Change;
///
/// fn captures_between<T>(change: &Change<T>) -> usize {
///     change.to - change.from - 1
/// }
/// # let _ = captures_between::<u64>;
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
/// use ktsnap_core::schema::SeriesError;
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
        /// Its place in the series.
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
    /// A counter went back, within one instance as far as the report tells.
    #[error("between captures {from} and {to} {source}")]
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

impl<T: SnapshotSchema> Series<T> {
    /// Reads the struct from each capture. One that holds nothing is skipped.
    ///
    /// # Errors
    ///
    /// [`SeriesError::Capture`] for the first capture that can't be read.
    pub fn read<'a>(captures: impl IntoIterator<Item = Captured<'a>>) -> Result<Self, SeriesError> {
        let mut series = Self { samples: Vec::new(), skipped: Vec::new() };
        for (index, Captured { at, snapshot }) in captures.into_iter().enumerate() {
            if let Err(placeholder) = snapshot.refuse_placeholder() {
                series.skipped.push(Skipped { index, reason: placeholder.to_string() });
                continue;
            }
            let read = |source| SeriesError::Capture { index, source: Box::new(source) };
            let (value, pick) = T::from_snapshot_with_pick(&snapshot).map_err(read)?;
            let instance = Instance::new(pick.map.name, pick.map.map_kva, &snapshot.report().active_map_kvas);
            series.samples.push(Sample { index, at, value, instance });
        }
        Ok(series)
    }

    /// What was counted between each sample and the next.
    pub fn changes(&self) -> impl Iterator<Item = Result<Change<T>, SeriesError>> {
        self.samples.windows(2).filter_map(|pair| match pair {
            [earlier, later] => Some(between(earlier, later)),
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
        Some(broken.map_or_else(|| between(first, last), Err))
    }
}

fn between<T: SnapshotSchema>(earlier: &Sample<T>, later: &Sample<T>) -> Result<Change<T>, SeriesError> {
    let (from, to) = (earlier.index, later.index);
    if later.instance.is_other_than(&earlier.instance) {
        let [earlier, later] = [earlier, later].map(|sample| sample.instance.to_string());
        return Err(SeriesError::InstanceChanged { from, to, earlier, later });
    }
    let elapsed = later.at.checked_sub(earlier.at).ok_or(SeriesError::OutOfOrder { from, to })?;
    let rate = later.value.rate(&earlier.value, elapsed);
    Ok(Change { from, to, rate: rate.map_err(|source| SeriesError::Reset { from, to, source })? })
}
