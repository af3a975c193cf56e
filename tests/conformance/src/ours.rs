//! ktsnap's answers.

use ktsnap_core::report::{FailureDumpReportAny, RenderedValue};
use ktsnap_core::{FailureDumpReport, Snapshot, SnapshotEntry, SnapshotError, SnapshotField, SnapshotMap, pickers};

fn parse(json: &str) -> Option<FailureDumpReportAny> {
    FailureDumpReportAny::from_json(json).ok()
}

fn cgroup_psi(snapshot: &Snapshot<'_>) -> serde_json::Value {
    serde_json::json!(snapshot.cgroup_psi())
}

#[path = "observe.rs"]
mod observe;
pub use observe::{document, observe};
