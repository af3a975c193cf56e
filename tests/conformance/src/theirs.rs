//! The harness's answers.

use ktstr::prelude::{
    FailureDumpReport, FailureDumpReportAny, RenderedValue, Snapshot, SnapshotEntry, SnapshotError, SnapshotField,
    SnapshotMap, pickers,
};

fn parse(json: &str) -> Option<FailureDumpReportAny> {
    FailureDumpReportAny::from_json(json)
}

/// The fields of a report and of its parts that this version of the harness lacks.
pub(crate) const LACKS: &[&str] = if cfg!(feature = "with_0_18") {
    &["cgroup_psi", "guest_setup_failure", "task_clock_ns"]
} else if cfg!(feature = "with_0_33") {
    &["guest_setup_failure", "task_clock_ns"]
} else {
    &[]
};

#[cfg(not(feature = "with_0_18"))]
fn cgroup_psi(snapshot: &Snapshot<'_>) -> serde_json::Value {
    serde_json::json!(snapshot.cgroup_psi())
}

/// Version 0.18 has no such field, so no report has one.
#[cfg(feature = "with_0_18")]
fn cgroup_psi(_: &Snapshot<'_>) -> serde_json::Value {
    serde_json::json!([])
}

#[path = "observe.rs"]
#[allow(clippy::duplicate_mod, reason = "the same questions, asked of another crate")]
mod observe;
pub use observe::{document, observe};
