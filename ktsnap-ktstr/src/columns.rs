//! Columns for the harness's patterns.

use ktsnap::series::{Column, Phase, SampleError, SlotError};
use ktstr::prelude as harness;
use ktstr::prelude::{SeriesField, SnapshotError};

use crate::ktstr_error::KtstrError;

/// Converts a column to the harness's type.
pub(crate) fn harness_column<V>(column: Column<V, KtstrError>) -> SeriesField<V> {
    let (mut tags, mut elapsed, mut values, mut phases) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for slot in column.slots {
        elapsed.push(slot.elapsed_ms());
        phases.push(slot.phase.map(phase));
        values.push(slot.value.map_err(|error| snapshot_error(error, &slot.tag)));
        tags.push(slot.tag);
    }
    SeriesField::from_parts_with_phases_opt(column.label, tags, elapsed, values, phases)
}

fn phase(phase: Phase) -> harness::Phase {
    phase.as_u16().into()
}

/// The harness's error for a slot without a value. An error of the harness is kept; any other becomes a failed projection with
/// ktsnap's message.
fn snapshot_error(error: SlotError<KtstrError>, tag: &str) -> SnapshotError {
    match error {
        SlotError::Sample(SampleError::Placeholder { reason }) => {
            SnapshotError::PlaceholderSample { tag: tag.to_owned(), reason }
        }
        SlotError::Sample(SampleError::LiveMapsChanged { phase: changed, pinned_kvas, sample_kvas, requested }) => {
            SnapshotError::WalkerDriftedWithinPhase { phase: phase(changed), pinned_kvas, sample_kvas, requested }
        }
        SlotError::Sample(SampleError::Read(error)) => error.into(),
        other => SnapshotError::ProjectionFailed { reason: other.to_string() },
    }
}
