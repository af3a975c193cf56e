//! The error of a read from a sample of the harness.

use ktsnap::{ReadError, SchemaError};
use thiserror::Error;

/// The error of a read from a sample of the harness: that of [`from_report`](ktsnap::SnapshotSchema::from_report), which can be
/// cloned.
///
/// ```
/// use ktsnap_ktstr::{KtstrError, SchemaError};
///
/// /// Whether reading with a picker may help.
/// fn is_running_scheduler_unknown(error: &KtstrError) -> bool {
///     matches!(error, KtstrError::Schema(SchemaError::Ambiguous { .. }))
/// }
/// # let _ = is_running_scheduler_unknown;
/// ```
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum KtstrError {
    /// The struct can't be read from the report.
    #[error(transparent)]
    Schema(#[from] SchemaError),
    /// The harness's type does not serialize as a report.
    #[error("{message}")]
    Report {
        /// The message of the [`ReportError`](ktsnap::ReportError).
        message: String,
    },
}

impl From<ReadError> for KtstrError {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Schema(error) => Self::Schema(error),
            other => Self::Report { message: other.to_string() },
        }
    }
}
