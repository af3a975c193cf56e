//! Runs both checks on captured series, as `post_vm` does after a run.

use std::sync::Arc;

use anyhow::Result;
use example::{after, before, snapshot};
use ktstr::assert::Verdict;
use ktstr::prelude::{FailureDumpReport, SampleSeries, SnapshotBridge};

fn report(name: &str) -> FailureDumpReport {
    let file = format!("{}/../../{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

/// A series as `VmResult::periodic_series` makes it: a report every two seconds, each with the scenario's current step.
fn series(reports: impl IntoIterator<Item = (u16, FailureDumpReport)>) -> SampleSeries {
    let bridge = SnapshotBridge::new(Arc::new(|_| None));
    for (index, (step, report)) in (0_u64..).zip(reports) {
        let tag = format!("periodic_{index:03}");
        bridge.store_with_stats_and_step(&tag, report, None, Some(2_000 * index), None, step);
    }
    SampleSeries::from_drained_typed(bridge.drain_ordered_with_stats(), None).periodic_only()
}

/// Puts all samples into the first step.
fn in_one_step(names: &[&str]) -> SampleSeries {
    series(names.iter().map(|name| (1, report(name))))
}

#[track_caller]
fn error(check: Result<()>) -> String {
    check.unwrap_err().to_string()
}

const A0: &str = "examples/captures/dispatch-a0";
const A1: &str = "examples/captures/dispatch-a1";
const A2: &str = "examples/captures/dispatch-a2";
const SWAP: &str = "examples/captures/dispatch-swap";
const PLACEHOLDER: &str = "captures/ktstr-placeholder";

#[test]
fn both_pass_on_a_run_of_one_scheduler() {
    let series = in_one_step(&[A0, A1, A2]);
    before::check(&series).unwrap();
    after::check(&series).unwrap();
}

#[test]
fn both_fail_with_the_same_message_on_samples_out_of_order() {
    let series = in_one_step(&[A1, A0]);
    let by_name = error(before::check(&series));
    assert_eq!(by_name, error(after::check(&series)));
    assert!(
        by_name.contains("regression at sample periodic_001 (+2000ms): value 2106 after prior value 2784"),
        "{by_name}"
    );
}

#[test]
fn both_report_a_placeholder_with_the_same_message() {
    let series = in_one_step(&[A0, PLACEHOLDER, A1]);
    let by_struct = error(after::check(&series));
    assert!(by_struct.contains("sample periodic_001 (+2000ms)") && by_struct.contains("placeholder"), "{by_struct}");
    assert_eq!(error(before::check(&series)), by_struct);
}

/// The counters of the new scheduler are larger, so a subtraction by name gives a plausible number.
#[test]
fn only_the_typed_check_notices_that_the_scheduler_was_replaced() {
    let series_of = |kva: u64| {
        let mut later = report(A1);
        for map in later.maps.iter_mut().filter(|map| map.map_kva != 0) {
            map.map_kva += kva;
        }
        later.active_map_kvas.iter_mut().for_each(|live| *live += kva);
        series([(1, report(A0)), (2, later)])
    };
    before::check(&series_of(0x10_0000)).unwrap();
    after::check(&series_of(0)).unwrap();
    let message = error(after::check(&series_of(0x10_0000)));
    assert!(message.contains("between samples periodic_000 and periodic_001 the scheduler was replaced"), "{message}");
}

#[test]
fn a_restart_within_a_step_gives_the_harnesss_error() {
    let message = error(after::check(&in_one_step(&[A2, SWAP])));
    assert!(
        message.contains("sample periodic_001 (+2000ms): projection error: walker drift within Phase(1)"),
        "{message}"
    );
}

#[test]
fn a_verdict_takes_the_whole_message_of_an_assertion() {
    let mut verdict = Verdict::new();
    snapshot::few_leave(&report(A1), &mut verdict).unwrap();
    let message = verdict.into_anyhow_or_log().unwrap_err().to_string();
    for part in [
        "1 of 2 conditions on `Dispatch` does not hold",
        "cross_fraction() < 0.5",
        "= 1229 / (713 + 1229)",
        "> nr_mig_same",
    ] {
        assert!(message.contains(part), "{part}: {message}");
    }
}

#[test]
fn both_read_the_same_from_one_snapshot() {
    for name in [A0, A1, A2, SWAP] {
        let report = report(name);
        assert_eq!(snapshot::fraction_by_name(&report).unwrap(), snapshot::fraction(&report).unwrap(), "{name}");
        assert_eq!(snapshot::picked_by_name(&report).unwrap(), snapshot::picked(&report).unwrap(), "{name}");
    }
    let report = report(A2);
    assert_eq!(snapshot::local_by_name(&report).unwrap(), snapshot::local(&report).unwrap());
}

#[test]
fn both_read_the_same_from_a_series_with_a_picker() {
    let series = in_one_step(&[A0, PLACEHOLDER, A2]);
    let by_name = snapshot::series_by_name(&series);
    assert_eq!(by_name, snapshot::series(&series));
    assert_eq!(by_name.iter().map(Option::is_some).collect::<Vec<_>>(), [true, false, true]);
}
