//! Every error of the harness exists in ktsnap with the same payload. An empty report and a placeholder are equal too.

use conformance::ktstr;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::FailureDumpReportAny;
use ktstr::assert::Phase;
use ktstr::prelude::SnapshotError;
use ktstr::scenario::snapshot::MissingStatsReason;
use serde_json::json;

#[test]
fn an_error_about_a_sample_is_read_and_written_as_the_harness_writes_it() {
    let tag = || "periodic_003".to_owned();
    let args = || json!({"message": "no such stat"});
    let mut errors = vec![
        SnapshotError::PlaceholderSample { tag: tag(), reason: "no freeze".into() },
        SnapshotError::HostFieldUnavailable { tag: tag(), cpu: 7 },
    ];
    for phase in [Phase::BASELINE, Phase::step(2)] {
        errors.push(SnapshotError::WalkerDriftedWithinPhase {
            phase,
            pinned_kvas: vec![1, 2],
            sample_kvas: vec![u64::MAX],
            requested: "[a, b]".into(),
        });
    }
    let reasons = [
        MissingStatsReason::NoSchedulerBinary,
        MissingStatsReason::NoScheduler { reason: "refused".into() },
        MissingStatsReason::DuringFreeze,
        MissingStatsReason::Cancelled,
        MissingStatsReason::SchedulerError { errno: -22, args: args() },
        MissingStatsReason::MissingResp { args: args() },
        MissingStatsReason::RequestTooLarge { size: 9, max: 8 },
        MissingStatsReason::ResponseTooLarge { size: 9, max: 8 },
        MissingStatsReason::MutexPoisoned,
    ];
    errors.extend(reasons.map(|reason| SnapshotError::MissingStats { tag: tag(), reason }));
    let mut messages = Vec::new();
    for theirs in errors {
        let written = serde_json::to_value(&theirs).unwrap();
        let ours: ktsnap_core::SnapshotError = serde_json::from_value(written.clone()).unwrap();
        assert_eq!(serde_json::to_value(&ours).unwrap(), written);
        let (ours, theirs) = (ours.to_string(), theirs.to_string());
        assert_ne!(ours, theirs, "ktsnap has its own messages");
        assert!(ours.contains("; "), "no remedy: {ours}");
        messages.push(ours);
    }
    messages.sort();
    messages.dedup();
    assert_eq!(messages.len(), 13);
}

#[test]
fn an_empty_report_and_a_placeholder_equal_the_harnesss() {
    let theirs = [
        ktstr::prelude::FailureDumpReport::default(),
        ktstr::prelude::FailureDumpReport::placeholder("the virtual CPUs did not stop"),
    ];
    let ours = [FailureDumpReport::default(), FailureDumpReport::placeholder("the virtual CPUs did not stop")];
    for (theirs, ours) in theirs.iter().zip(&ours) {
        let written = serde_json::to_string(ours).unwrap();
        assert_eq!(serde_json::to_value(theirs).unwrap(), serde_json::to_value(ours).unwrap());
        let read: ktstr::prelude::FailureDumpReport = serde_json::from_str(&written).unwrap();
        assert_eq!(serde_json::to_value(&read).unwrap(), serde_json::to_value(theirs).unwrap());
        assert_eq!(&FailureDumpReport::from_json(&written).unwrap(), ours);
        let any = FailureDumpReportAny::from_json(&written).unwrap();
        assert!(matches!(any, FailureDumpReportAny::Single(report) if *report == *ours));
    }
}
