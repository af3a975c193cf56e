//! The chosen version of the harness by its own types: structs of its reports, of the JSON that it writes, and of its series. Two
//! versions can't be linked into one program.

use std::fmt::Debug;

use conformance::{captures, ktstr};
use ktsnap::series::SampleError;
use ktsnap::{PerCpu, SnapshotSchema, pickers};
use ktstr::assert::Verdict;
use ktstr::prelude::{FailureDumpReport, Phase, SampleSeries, SeriesField, Snapshot, SnapshotError};

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
struct Dispatch {
    nr_enqueued: u64,
    nr_mig_same: u64,
    nr_mig_cross: u64,
    saw_cross: bool,
    nr_stopping: Option<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(layout = "../machine/schemas/scx_bpfland.json")]
struct Bpfland {
    nr_direct_dispatches: u64,
    nr_running: u64,
}

/// The struct of the harness's report, and of each form in which it is written.
fn assert_same<T: SnapshotSchema + Debug + PartialEq>(report: &impl serde::Serialize, file: &str) -> bool {
    let read = T::from_report(report).map_err(|error| error.to_string());
    let compact = serde_json::to_vec(report).unwrap();
    let pretty = serde_json::to_vec_pretty(report).unwrap();
    for written in [compact, pretty] {
        assert_eq!(read, T::from_json_slice(&written).map_err(|error| error.to_string()), "{file}");
    }
    read.is_ok()
}

ktsnap_ktstr::bridge!(ktstr);

fn dispatch(name: &str) -> FailureDumpReport {
    let file = format!("{}/../../examples/captures/dispatch-{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

fn series(reports: impl IntoIterator<Item = FailureDumpReport>) -> SampleSeries {
    let sample = |(index, report)| (format!("periodic_{index:03}"), report, None, Some(2_000 * index));
    SampleSeries::from_drained((0_u64..).zip(reports).map(sample).collect(), None)
}

#[test]
fn reports_and_the_json_that_is_written_of_them_read_the_same() {
    let mut read = 0;
    for (file, json) in captures::all() {
        let file = file.display().to_string();
        let report: FailureDumpReport = serde_json::from_value(json).unwrap();
        read += u32::from(assert_same::<Dispatch>(&report, &file));
        read += u32::from(assert_same::<Stats>(&report, &file));
        read += u32::from(assert_same::<Bpfland>(&report, &file));
        let written = serde_json::to_string(&report).unwrap();
        assert!(ktsnap::__private::takes_fast_path(&written), "{file}");
    }
    assert!(read > 8, "{read}");
}

#[test]
fn a_snapshot_is_read() {
    let report = dispatch("swap");
    let snap = Snapshot::new(&report);
    let read = Dispatch::from_report(snap.report()).unwrap();
    assert_eq!(read.nr_enqueued, snap.active().unwrap().var("nr_enqueued").as_u64().unwrap());
    let busiest = Dispatch::from_report_via(snap.report(), |rows| {
        pickers::max_by_counter_value(
            &rows
                .iter()
                .map(|(map, row)| (*map, ktsnap::SnapshotField::Value(row[0].raw().unwrap())))
                .collect::<Vec<_>>(),
        )
    });
    assert_eq!(busiest.unwrap().nr_enqueued, 5397);
}

#[test]
fn columns_of_a_series_work_in_the_harnesss_patterns() {
    let series = series(["a0", "a1", "a2"].map(dispatch));
    let typed = series.typed::<Dispatch>();
    let mut verdict = Verdict::new();
    typed.field("nr_enqueued", |it| it.nr_enqueued).strictly_increasing(&mut verdict);
    typed.field("cross_fraction", Dispatch::cross_fraction).each(&mut verdict).at_most(0.66);
    typed.field("saw_cross", |it| it.saw_cross).always_true(&mut verdict);
    typed.change_field("nr_enqueued", |it| it.nr_enqueued).each(&mut verdict).between(600.0, 1500.0);
    assert!(verdict.into_result().is_pass());
    let mut verdict = Verdict::new();
    typed.field("cross_fraction", Dispatch::cross_fraction).each(&mut verdict).at_most(0.65);
    let message = format!("{:?}", verdict.into_result());
    assert!(message.contains("sample periodic_002 (+4000ms)"), "{message}");
    assert_eq!(typed.changes().map(|change| change.unwrap().value.nr_enqueued).collect::<Vec<_>>(), [678, 1478]);
    let by_picker = series.typed_via::<Dispatch>(|rows| rows.len().checked_sub(1));
    assert!(by_picker.samples.iter().all(|sample| sample.value.is_ok()));
}

#[test]
fn a_sample_that_can_not_be_read_keeps_its_error_in_the_column() {
    let reports = [dispatch("a0"), FailureDumpReport::placeholder("no freeze"), FailureDumpReport::default()];
    let typed = series(reports).typed::<Dispatch>();
    assert!(matches!(typed.samples[1].value, Err(SampleError::Placeholder { .. })));
    let column: SeriesField<f64> = typed.field("nr_enqueued", |it| it.nr_enqueued);
    let slots: Vec<_> = column.values_iter().collect();
    assert!(slots[0].is_ok());
    let Err(SnapshotError::PlaceholderSample { tag, reason }) = &slots[1] else { panic!("{:?}", slots[1]) };
    assert_eq!((tag.as_str(), reason.as_str()), ("periodic_001", "no freeze"));
    let Err(SnapshotError::ProjectionFailed { reason }) = &slots[2] else { panic!("{:?}", slots[2]) };
    assert!(reason.contains("dispatch.bpf.o"), "{reason}");
}

#[test]
fn a_phase_keeps_the_live_maps_of_its_first_sample() {
    let mut reports = ["a0", "a1"].map(dispatch);
    reports[0].active_map_kvas = vec![reports[0].maps.iter().find(|map| map.name == "dispatch.bss").unwrap().map_kva];
    let bridge = ktstr::prelude::SnapshotBridge::new(std::sync::Arc::new(|_| None));
    for (index, report) in (0_u64..).zip(reports) {
        bridge.store_with_stats_and_step(&format!("periodic_{index:03}"), report, None, Some(2_000 * index), None, 1);
    }
    let series = SampleSeries::from_drained_typed(bridge.drain_ordered_with_stats(), None);
    let column = series.typed::<Dispatch>().field("nr_enqueued", |it| it.nr_enqueued);
    let error = column.values_iter().nth(1).unwrap().as_ref().unwrap_err();
    let SnapshotError::WalkerDriftedWithinPhase { phase, .. } = error else { panic!("{error}") };
    assert_eq!(*phase, Phase::step(0));
}
