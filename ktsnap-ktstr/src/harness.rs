//! What expansions of [`bridge`](crate::bridge) use: samples and columns without types of the harness.

use std::time::Duration;

use ktsnap::__private::{from_report_via_with_instance, from_report_with_instance};
use ktsnap::series::{Column, InstanceId, Phase, Sample, SampleError, Series, SlotError};
use ktsnap::typed::OneMap;
use ktsnap::{ReadError, SnapshotField, SnapshotSchema};
use serde::Serialize;

use crate::ktstr_error::KtstrError;
use crate::typed_series::TypedSeries;

/// A sample of the harness.
#[derive(Debug)]
pub struct HarnessSample<'a, R> {
    /// The harness's name for the sample.
    pub tag: &'a str,
    /// Milliseconds since the run began.
    pub elapsed_ms: Option<u64>,
    /// The number of the scenario's step, from 1, or 0 before the first step.
    pub step_index: Option<u16>,
    /// The report.
    pub report: &'a R,
    /// Whether nothing was captured.
    pub is_placeholder: bool,
    /// Why nothing was captured.
    pub unavailable: &'a Option<String>,
    /// The report's list of live maps.
    pub active_map_kvas: &'a [u64],
}

/// The method `typed` of a bridge.
pub fn typed<'a, T: SnapshotSchema, R: Serialize + 'a>(
    samples: impl Iterator<Item = HarnessSample<'a, R>>,
) -> TypedSeries<T> {
    TypedSeries { series: each(samples, from_report_with_instance).check_live_maps() }
}

/// The method `typed_via` of a bridge.
pub fn typed_via<'a, T: OneMap, R: Serialize + 'a>(
    samples: impl Iterator<Item = HarnessSample<'a, R>>,
    picker: impl for<'r> Fn(&[(&'r str, Vec<SnapshotField<'r>>)]) -> Option<usize>,
) -> TypedSeries<T> {
    TypedSeries { series: each(samples, |report| from_report_via_with_instance(report, &picker)) }
}

/// Reads all samples that are not placeholders.
fn each<'a, T, R: Serialize + 'a>(
    samples: impl Iterator<Item = HarnessSample<'a, R>>,
    read: impl Fn(&R) -> Result<(T, InstanceId), ReadError>,
) -> Series<T, KtstrError> {
    let typed = |sample: HarnessSample<'a, R>| {
        let (value, instance) = if sample.is_placeholder {
            let reason = sample.unavailable.clone();
            let reason = reason.unwrap_or_else(|| "the report is a placeholder".to_owned());
            (Err(SampleError::Placeholder { reason }), None)
        } else {
            match read(sample.report) {
                Ok((value, instance)) => (Ok(value), Some(instance)),
                Err(error) => (Err(SampleError::Read(error.into())), None),
            }
        };
        Sample::new(sample.tag, value)
            .at(sample.elapsed_ms.map(Duration::from_millis))
            .in_phase(sample.step_index.map(Phase::from))
            .of_instance(instance)
            .with_live_maps(sample.active_map_kvas)
    };
    Series::new(samples.map(typed).collect())
}

/// The parts of the harness's type for a column.
#[derive(Debug)]
pub struct ColumnParts<V> {
    /// The name in messages.
    pub label: String,
    /// The tag of each sample.
    pub tags: Vec<String>,
    /// The time of each sample in milliseconds.
    pub elapsed_ms: Vec<Option<u64>>,
    /// The value of each sample.
    pub values: Vec<Result<V, SlotFailure>>,
    /// The harness's number of each sample's phase.
    pub phases: Vec<Option<u16>>,
}

/// The harness's error for a slot without a value.
#[derive(Debug)]
pub enum SlotFailure {
    /// `PlaceholderSample`.
    Placeholder {
        /// The sample's tag.
        tag: String,
        /// Why nothing was captured.
        reason: String,
    },
    /// `WalkerDriftedWithinPhase`.
    LiveMapsChanged {
        /// The harness's number of the phase.
        phase: u16,
        /// The live maps of the first readable sample in the phase.
        pinned_kvas: Vec<u64>,
        /// The live maps of this sample.
        sample_kvas: Vec<u64>,
        /// The requested variables.
        requested: String,
    },
    /// `ProjectionFailed`, with ktsnap's message.
    Other {
        /// The message.
        reason: String,
    },
}

/// Takes a column apart.
pub fn parts<V>(column: Column<V, KtstrError>) -> ColumnParts<V> {
    let mut parts = ColumnParts {
        label: column.label,
        tags: Vec::new(),
        elapsed_ms: Vec::new(),
        values: Vec::new(),
        phases: Vec::new(),
    };
    for slot in column.slots {
        parts.elapsed_ms.push(slot.elapsed_ms());
        parts.phases.push(slot.phase.map(Phase::as_u16));
        parts.values.push(slot.value.map_err(|error| failure(error, &slot.tag)));
        parts.tags.push(slot.tag);
    }
    parts
}

fn failure(error: SlotError<KtstrError>, tag: &str) -> SlotFailure {
    match error {
        SlotError::Sample(SampleError::Placeholder { reason }) => {
            SlotFailure::Placeholder { tag: tag.to_owned(), reason }
        }
        SlotError::Sample(SampleError::LiveMapsChanged { phase, pinned_kvas, sample_kvas, requested }) => {
            SlotFailure::LiveMapsChanged { phase: phase.as_u16(), pinned_kvas, sample_kvas, requested }
        }
        other => SlotFailure::Other { reason: other.to_string() },
    }
}
