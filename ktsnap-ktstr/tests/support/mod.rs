//! Helpers that the tests share.

#![allow(dead_code, reason = "no test file uses every helper")]

use std::sync::Arc;

use ktstr::prelude::{FailureDumpReport, SampleSeries, SnapshotBridge};

/// A report file of the repository.
pub(crate) fn capture(file: &str) -> FailureDumpReport {
    let json = std::fs::read_to_string(format!("{}/../{file}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    serde_json::from_str(&json).unwrap()
}

/// A report of the example scheduler.
pub(crate) fn dispatch(name: &str) -> FailureDumpReport {
    capture(&format!("examples/captures/dispatch-{name}.json"))
}

/// A series as the harness makes it during a run: a report every two seconds, each with the scenario's current step.
pub(crate) fn series(reports: impl IntoIterator<Item = (u16, FailureDumpReport)>) -> SampleSeries {
    let bridge = SnapshotBridge::new(Arc::new(|_| None));
    for (index, (step, report)) in (0_u64..).zip(reports) {
        let tag = format!("periodic_{index:03}");
        bridge.store_with_stats_and_step(&tag, report, None, Some(2_000 * index), None, step);
    }
    SampleSeries::from_drained_typed(bridge.drain_ordered_with_stats(), None)
}
