//! ktsnap's answers.

use ktsnap_core::report::{FailureDumpReportAny, RenderedValue};
use ktsnap_core::{FailureDumpReport, Snapshot, SnapshotEntry, SnapshotError, SnapshotField, SnapshotMap, pickers};

fn parse(json: &str) -> Option<FailureDumpReportAny> {
    FailureDumpReportAny::from_json(json).ok()
}

#[path = "observe.rs"]
mod observe;
pub use observe::{document, observe};
