//! The harness's answers.

use ktstr::prelude::{
    FailureDumpReport, FailureDumpReportAny, RenderedValue, Snapshot, SnapshotEntry, SnapshotError, SnapshotField,
    SnapshotMap, pickers,
};

fn parse(json: &str) -> Option<FailureDumpReportAny> {
    FailureDumpReportAny::from_json(json)
}

#[path = "observe.rs"]
#[allow(clippy::duplicate_mod, reason = "the same questions, asked of another crate")]
mod observe;
pub use observe::{document, observe};
