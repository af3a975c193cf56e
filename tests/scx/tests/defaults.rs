//! `default()` of each part of a report is the harness's.

use ktsnap::report as ours;
use ktstr::prelude as theirs;

macro_rules! assert_same_defaults {
    ($($part:ident)*) => {
        $(assert_eq!(
            serde_json::to_value(ours::$part::default()).unwrap(),
            serde_json::to_value(theirs::$part::default()).unwrap(),
            stringify!($part),
        );)*
    };
}

#[test]
fn the_defaults_of_all_parts_of_a_report() {
    assert_eq!(
        serde_json::to_value(ktsnap::FailureDumpReport::default()).unwrap(),
        serde_json::to_value(theirs::FailureDumpReport::default()).unwrap(),
    );
    assert_same_defaults! {
        ArenaPage ArenaSnapshot DsqState EventCounterSample FailureDumpArrayEntry FailureDumpEntry FailureDumpFdArray
        FailureDumpMap FailureDumpPercpuEntry FailureDumpPercpuHashEntry FailureDumpRingbuf FailureDumpStackTrace
        FailureDumpStackTraceEntry PerCpuTimeStats PerNodeNumaStats ProbeBssCounters ProgRuntimeStats RqScxState
        ScxSchedState TaskEnrichment
    }
}
