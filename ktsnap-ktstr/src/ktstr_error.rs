//! The error of a read from the harness's snapshot.

use ktsnap::SchemaError;
use ktstr::prelude::SnapshotError;
use thiserror::Error;

/// The error of a read from the harness's snapshot.
///
/// ```
/// use ktsnap_ktstr::KtstrError;
///
/// /// Whether reading with a picker may help.
/// fn is_running_scheduler_unknown(error: &KtstrError) -> bool {
///     use ktstr::prelude::SnapshotError::NoActiveScheduler;
///     matches!(error, KtstrError::Harness { source: NoActiveScheduler { .. }, .. })
/// }
/// # let _ = is_running_scheduler_unknown;
/// ```
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum KtstrError {
    /// Neither the harness nor ktsnap found a map to read. The message is ktsnap's.
    #[error("{schema_error}")]
    Harness {
        /// The harness's error.
        source: SnapshotError,
        /// The error of [`from_snapshot`](ktsnap::SnapshotSchema::from_snapshot) for the same report. It also names the
        /// object that the struct was checked against and the map that came nearest.
        schema_error: Box<SchemaError>,
    },
    /// The map that was picked does not hold what BTF describes. Also the error if ktsnap finds no map of a kind that the
    /// harness does not look at (a map that C declares, a section with a suffix).
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// Converts the error for a slot of the harness's [`SeriesField`](ktstr::prelude::SeriesField). An error of the harness is
/// kept; any other becomes a failed projection with ktsnap's message.
impl From<KtstrError> for SnapshotError {
    fn from(error: KtstrError) -> Self {
        match error {
            KtstrError::Harness { source, .. } => source,
            KtstrError::Schema(error) => SnapshotError::ProjectionFailed { reason: error.to_string() },
        }
    }
}
