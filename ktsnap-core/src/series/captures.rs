//! A series of reports that ktsnap reads.

use std::time::Duration;

use super::change::Order;
use super::{InstanceId, Phase, Sample, SampleError, Series};
use crate::report::{CaptureTime, FailureDumpReport, TimelineError, timeline};
use crate::typed::SnapshotSchema;
use crate::typed::parts::from_snapshot_with_picks;
use crate::view::Snapshot;

/// A capture, with what is known of it: its time, its name, and the phase of the scenario.
///
/// ```
/// use std::time::Duration;
/// use ktsnap_core::{FailureDumpReport, Snapshot, series::{Captured, Phase}};
///
/// let report = FailureDumpReport::from_json(r#"{"schema": "single", "maps": []}"#)?;
/// let capture = Captured::new(Duration::from_secs(2), Snapshot::new(&report)).named("periodic_001").in_phase(Phase::step(0));
/// assert_eq!(capture.tag.as_deref(), Some("periodic_001"));
/// let untimed = Captured::new(None, Snapshot::new(&report));
/// assert_eq!(untimed.at, None);
/// # Ok::<(), ktsnap_core::ReportError>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Captured<'a> {
    /// The time of the capture, since any moment that is the same for the whole series. `None` if it is not known.
    pub at: Option<Duration>,
    /// The view of the captured report.
    pub snapshot: Snapshot<'a>,
    /// The name of the capture in messages. Without a name, it is the index of the capture among those that are read.
    pub tag: Option<String>,
    /// The part of the scenario during which the report was captured, if it is known.
    pub phase: Option<Phase>,
}

impl<'a> Captured<'a> {
    /// A capture taken at that time, or at an unknown time (`None`).
    #[must_use]
    pub fn new(at: impl Into<Option<Duration>>, snapshot: Snapshot<'a>) -> Self {
        Self { at: at.into(), snapshot, tag: None, phase: None }
    }

    /// Names the capture, for example after its file.
    #[must_use]
    pub fn named(self, tag: impl Into<String>) -> Self {
        Self { tag: Some(tag.into()), ..self }
    }

    /// Sets the part of the scenario during which the report was captured.
    #[must_use]
    pub fn in_phase(self, phase: impl Into<Option<Phase>>) -> Self {
        Self { phase: phase.into(), ..self }
    }

    /// Reads a struct. The index is the name of a sample without a name.
    pub(crate) fn sample<T: SnapshotSchema>(self, index: usize) -> Sample<T> {
        let Self { at, snapshot, tag, phase } = self;
        let report = snapshot.report();
        let (value, instance) = if snapshot.refuse_placeholder().is_err() {
            let reason = report.scx_walker_unavailable.as_deref().unwrap_or("it does not say why").to_owned();
            (Err(SampleError::Placeholder { reason }), None)
        } else {
            match from_snapshot_with_picks(&snapshot) {
                Ok((value, picks)) => (Ok(value), Some(InstanceId::of_picks(&picks, report))),
                Err(error) => (Err(SampleError::Read(error)), None),
            }
        };
        let tag = tag.unwrap_or_else(|| index.to_string());
        Sample::new(tag, value).at(at).in_phase(phase).of_instance(instance).with_live_maps(&report.active_map_kvas)
    }
}

impl<T: SnapshotSchema> Series<T> {
    /// Reads the struct from each capture, in the order and with the times of the caller. If captures have phases, the samples of
    /// a phase must list the [same live maps](Self::check_live_maps).
    ///
    /// A capture that can't be read is an error of its sample, and of each difference that needs the sample.
    #[must_use]
    pub fn read<'a>(captures: impl IntoIterator<Item = Captured<'a>>) -> Self {
        let samples = captures.into_iter().enumerate().map(|(index, capture)| capture.sample(index)).collect();
        Self { samples, order: Order::ByCaller }.check_live_maps()
    }

    /// Reads the struct from several reports of `ktsnap capture`, sorted by the [times](FailureDumpReport::capture) in the
    /// reports. The times of the samples are relative to the earliest, and their tags are the indices of the reports among those
    /// that are passed.
    ///
    /// A report that can't be read is an error of its sample, and of each difference that needs the sample.
    ///
    /// # Errors
    ///
    /// [`TimelineError`] for a report without a time, for reports of two series or two boots, and for a report that is passed
    /// twice.
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
    ///     println!("{:?} per second", total?.per_second(|change| change.nr_mig_cross));
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_reports<'a>(reports: impl IntoIterator<Item = &'a FailureDumpReport>) -> Result<Self, TimelineError> {
        let reports: Vec<_> = reports.into_iter().collect();
        let order = timeline(reports.iter().copied())?;
        let read = |time: &CaptureTime| {
            let report = reports.get(time.index)?;
            Some(Captured::new(time.at, Snapshot::new(report)).sample(time.index))
        };
        Ok(Self::new(order.iter().filter_map(read).collect()))
    }
}
