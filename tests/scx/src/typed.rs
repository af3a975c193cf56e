//! A struct from each sample of the harness's series.

use std::time::Duration;

use ktsnap::series::{Phase, Sample, SampleError, Series};
use ktsnap::{ReadError, SnapshotSchema};
use ktstr::prelude::SampleSeries;

/// Reads a struct from each sample.
///
/// # Errors
///
/// The harness's report does not serialize as a report.
pub fn typed<T: SnapshotSchema>(series: &SampleSeries) -> Result<Series<T>, ReadError> {
    let samples = series.iter_samples().map(|sample| {
        let report = sample.snapshot.report();
        let value = if report.is_placeholder {
            Err(SampleError::Placeholder { reason: report.scx_walker_unavailable.clone().unwrap_or_default() })
        } else {
            match T::from_report(report) {
                Err(ReadError::Schema(error)) => Err(SampleError::Read(error)),
                other => Ok(other?),
            }
        };
        Ok(Sample::new(sample.tag, value)
            .at(sample.elapsed_ms.map(Duration::from_millis))
            .in_phase(sample.step_index.map(Phase::from))
            .with_live_maps(&report.active_map_kvas))
    });
    Ok(Series::new(samples.collect::<Result<_, ReadError>>()?))
}
