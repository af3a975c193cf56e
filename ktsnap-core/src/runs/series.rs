//! A run as a series of samples.

use std::sync::Arc;

use super::{Run, RunReport};
use crate::report::{FailureDumpReportAny, Half, ReportError};
use crate::series::{Captured, Sample, SampleError, Series};
use crate::typed::json::{kept, text_of};
use crate::typed::{ReadError, SnapshotSchema};
use crate::view::Snapshot;

impl Run {
    /// Reads a struct from the reports [in order](Self::in_order): the periodic reports and the failure, with their phases. One
    /// report is in memory at a time, and only the struct's variables are kept.
    ///
    /// The samples have no times, because no file of a run has the time of a capture; [`planned`](RunReport::planned) is the time
    /// at which it was due. A report that can't be read is an error of its sample, and of each difference that needs the sample.
    /// If no freeze succeeded at the failure, that sample is a placeholder, which differences skip.
    ///
    /// ```
    /// use ktsnap::{SnapshotSchema, runs::Run};
    ///
    /// #[derive(SnapshotSchema)]
    /// #[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
    /// struct Dispatch {
    ///     nr_mig_cross: u64,
    /// }
    ///
    /// let series = Run::open("../examples/runs/6.16.0-3f2a9c1/migrations")?.series::<Dispatch>();
    /// let changes = series.changes().map(|change| Ok(change?.value.nr_mig_cross));
    /// assert_eq!(changes.collect::<Result<Vec<_>, Box<dyn std::error::Error>>>()?, [297, 681, 35]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn series<T: SnapshotSchema>(&self) -> Series<T, Arc<ReadError>> {
        Series::new(self.in_order().map(sample).collect()).check_live_maps()
    }
}

fn sample<T: SnapshotSchema>(report: &RunReport) -> Sample<T, Arc<ReadError>> {
    let tag = report.kind.to_string();
    match read(report, &tag) {
        Ok(sample) => sample.map_error(|error| Arc::new(error.into())).in_phase(report.phase),
        Err(ReportError::Degraded { reason, .. }) => Sample::new(tag, Err(SampleError::Placeholder { reason })),
        Err(error) => Sample::new(tag, Err(SampleError::Read(Arc::new(error.into())))).in_phase(report.phase),
    }
}

/// Reads from the kept parts. If that fails, the whole report is parsed, because errors describe all of it.
fn read<T: SnapshotSchema>(report: &RunReport, tag: &str) -> Result<Sample<T>, ReportError> {
    report.require_regular()?;
    let json = text_of(&report.file)?;
    if let Some(kept) = kept(&json, &T::schemas(), |half| half != Some(Half::Early))
        && let Some(late) = kept.late()
    {
        let sample = Captured::new(None, Snapshot::new(late)).named(tag).sample(0);
        if sample.value.is_ok() {
            return Ok(sample);
        }
    }
    let file = Some(report.file.as_path());
    let report = FailureDumpReportAny::from_text_of(&json, file)?.into_late(file)?;
    Ok(Captured::new(None, Snapshot::new(&report)).named(tag).sample(0))
}
