//! Why a read of the harness's snapshot gave no struct.

use ktsnap::SchemaError;
use ktstr::prelude::SnapshotError;
use thiserror::Error;

/// Why a read of the harness's snapshot gave no struct.
///
/// ```
/// use ktsnap_ktstr::KtstrError;
///
/// /// Whether it may help to read with a picker.
/// fn is_about_who_runs(error: &KtstrError) -> bool {
///     use ktstr::prelude::SnapshotError::NoActiveScheduler;
///     matches!(error, KtstrError::Harness { source: NoActiveScheduler { .. }, .. })
/// }
/// # let _ = is_about_who_runs;
/// ```
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum KtstrError {
    /// The harness's own pick failed, and ktsnap's rules find no map either.
    #[error("{told}")]
    Harness {
        /// What the harness answered.
        source: SnapshotError,
        /// What [`from_snapshot`](ktsnap::SnapshotSchema::from_snapshot) answers for the same report: it knows the object
        /// that the struct was checked against, and which map came nearest.
        told: Box<SchemaError>,
    },
    /// The sample of a series holds nothing, or not what the rest of its phase holds: the harness's error for that.
    #[error(transparent)]
    Sample(SnapshotError),
    /// A map was picked, and does not hold what BTF promised; or ktsnap's rules, where the harness has no part in the pick
    /// (a map, a section with a suffix), find none.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

/// The error as a slot of the harness's [`SeriesField`](ktstr::prelude::SeriesField) holds it: its own where it is one, else
/// a failed projection with ktsnap's message.
impl From<KtstrError> for SnapshotError {
    fn from(error: KtstrError) -> Self {
        match error {
            KtstrError::Harness { source, .. } | KtstrError::Sample(source) => source,
            KtstrError::Schema(error) => SnapshotError::ProjectionFailed { reason: error.to_string() },
        }
    }
}
