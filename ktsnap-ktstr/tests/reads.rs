//! Reads of structs from the harness's snapshots: which map is read, with which values, and every error.

mod support;

use ktsnap::{PerCpu, SchemaError, SnapshotSchema};
use ktsnap_ktstr::series::SampleError;
use ktsnap_ktstr::{FromKtstr, KtstrError, TypedSamples};
use ktstr::prelude::{FailureDumpReport, RenderedValue, Snapshot, SnapshotError, pickers};
use support::{capture, dispatch};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    nr_enqueued: u64,
    saw_cross: bool,
    dsp_stats: [u64; 3],
    #[snapshot(path = "per_llc[*].nr_in", sum)]
    moved_in: u64,
    nr_stopping: Option<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct CpuStats {
    nr_runs: u64,
    busy_ns: u64,
}

/// Reads the same report with ktsnap alone.
fn ours<T: SnapshotSchema>(report: &FailureDumpReport) -> Result<T, SchemaError> {
    let json = serde_json::to_string(report).unwrap();
    T::from_snapshot(&ktsnap::Snapshot::new(&ktsnap::FailureDumpReport::from_json(&json).unwrap()))
}

fn bss(report: &mut FailureDumpReport) -> &mut RenderedValue {
    report.maps.iter_mut().find(|map| map.name == "dispatch.bss").unwrap().value.as_mut().unwrap()
}

fn remove(name: &str, report: &mut FailureDumpReport) {
    let RenderedValue::Struct { members, .. } = bss(report) else { panic!() };
    let before = members.len();
    members.retain(|member| member.name != name);
    assert_eq!(members.len(), before - 1);
}

#[track_caller]
fn harness_error(read: Result<impl std::fmt::Debug, KtstrError>) -> (SnapshotError, SchemaError) {
    match read.unwrap_err() {
        KtstrError::Harness { source, schema_error } => (source, *schema_error),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_running_schedulers_copy_of_two_is_read() {
    let report = dispatch("swap");
    let read = Dispatch::from_ktstr(&Snapshot::new(&report)).unwrap();
    assert_eq!((read.nr_enqueued, read.nr_stopping), (1546, Some(2349)));
    assert_eq!(Ok(read), ours(&report));
    let of_active = Dispatch::from_ktstr(&Snapshot::new(&report).active().unwrap()).unwrap();
    assert_eq!(of_active.nr_enqueued, 1546);
}

#[test]
fn a_picker_of_the_harness_may_choose_a_dead_copy() {
    let report = dispatch("swap");
    let busiest = Dispatch::from_ktstr_via(&Snapshot::new(&report), |rows| {
        assert_eq!(rows.iter().map(|(map, _)| *map).collect::<Vec<_>>(), ["dispatch.bss", "dispatch.bss"]);
        let of = |row: usize| rows[row].1[0].as_u64().unwrap();
        (0..rows.len()).max_by_key(|row| of(*row))
    });
    assert_eq!(busiest.unwrap().nr_enqueued, 5397);
    let active = Snapshot::new(&report).active().unwrap();
    let of_active = Dispatch::from_ktstr_via(&active, |rows| rows.len().checked_sub(1));
    assert_eq!(of_active.unwrap().nr_enqueued, 1546);
}

/// Another section has variables of the same names. The picker must not see its row.
#[test]
fn a_picker_only_sees_rows_of_the_structs_section() {
    let mut report = dispatch("a2");
    let mut other = report.maps.iter().find(|map| map.name == "dispatch.bss").unwrap().clone();
    other.name = "dispatch.data".to_owned();
    report.maps.insert(0, other);
    let read = Dispatch::from_ktstr_via(&Snapshot::new(&report), |rows| {
        assert_eq!(rows.len(), 1);
        Some(0)
    });
    assert_eq!(read.unwrap().nr_enqueued, 4262);
    let (source, _) = harness_error(Dispatch::from_ktstr_via(&Snapshot::new(&report), |_| Some(1)));
    assert!(source.to_string().contains("out of range"), "{source}");
}

#[test]
fn maps_are_read_by_slot_and_reduced() {
    for name in ["a2", "swap"] {
        let report = dispatch(name);
        let snapshot = Snapshot::new(&report);
        let stats = Stats::from_ktstr(&snapshot).unwrap();
        assert!(stats.local > 0 && stats.shared.len() == 4);
        if name == "a2" {
            assert_eq!(snapshot.map("stats").unwrap().at(0).cpu_sum_u64(""), Ok(stats.local));
        }
        assert_eq!(Ok(stats), ours(&report));
        let each = PerCpu::<CpuStats>::from_ktstr(&snapshot).unwrap();
        assert!(each.iter().any(|slot| slot.is_some_and(|it| it.nr_runs > 0)), "{each:?}");
        assert_eq!(Ok(each), ours(&report));
    }
}

#[test]
fn a_picker_of_the_harness_chooses_among_maps_by_the_fields_of_integers() {
    let report = dispatch("swap");
    let busiest = Stats::from_ktstr_via(&Snapshot::new(&report), pickers::max_by_sum_u64).unwrap();
    let running = Stats::from_ktstr(&Snapshot::new(&report)).unwrap();
    assert!(busiest.local > running.local, "the scheduler that ran before had counted more");
}

#[test]
fn an_optional_variable_may_be_absent_and_another_may_not() {
    let mut report = dispatch("a2");
    remove("nr_stopping", &mut report);
    assert_eq!(Dispatch::from_ktstr(&Snapshot::new(&report)).unwrap().nr_stopping, None);
    remove("saw_cross", &mut report);
    let (source, schema_error) = harness_error(Dispatch::from_ktstr(&Snapshot::new(&report)));
    assert!(matches!(source, SnapshotError::VarNotFound { .. }), "{source}");
    assert!(schema_error.to_string().contains("dispatch.bss lacks saw_cross"), "{schema_error}");
    assert_eq!(Err(schema_error), ours::<Dispatch>(&report));
}

/// The copy that lacks a variable may be the running scheduler's.
#[test]
fn a_copy_without_the_variables_still_makes_the_read_ambiguous() {
    let mut report = dispatch("swap");
    remove("saw_cross", &mut report);
    report.active_map_kvas.clear();
    let (source, schema_error) = harness_error(Dispatch::from_ktstr(&Snapshot::new(&report)));
    assert!(matches!(source, SnapshotError::NoActiveScheduler { .. }), "{source}");
    assert!(matches!(schema_error, SchemaError::Ambiguous { .. }), "{schema_error}");
}

#[test]
fn a_value_of_another_shape_is_drift() {
    let mut report = dispatch("a2");
    let RenderedValue::Struct { members, .. } = bss(&mut report) else { panic!() };
    let saw_cross = members.iter_mut().find(|member| member.name == "saw_cross").unwrap();
    saw_cross.value = RenderedValue::Uint { bits: 8, value: 1 };
    let error = Dispatch::from_ktstr(&Snapshot::new(&report)).unwrap_err();
    assert!(
        matches!(&error, KtstrError::Schema(SchemaError::Drift(drift)) if drift.variable == "saw_cross"),
        "{error}"
    );
}

/// The harness skips a section whose bytes ended early. ktsnap reads the variables that did decode.
#[test]
fn the_decoded_variables_of_a_truncated_section_are_read() {
    let mut report = dispatch("a2");
    let whole = bss(&mut report).clone();
    *bss(&mut report) = RenderedValue::Truncated { needed: 2_000, had: 1_000, partial: Box::new(whole) };
    let read = Dispatch::from_ktstr(&Snapshot::new(&report)).unwrap();
    assert_eq!(read.nr_enqueued, 4262);
    let via = Dispatch::from_ktstr_via(&Snapshot::new(&report), |rows| {
        assert_eq!(rows[0].1[0].as_u64(), Ok(4262));
        Some(0)
    });
    assert_eq!(via, Ok(read));
}

#[test]
fn without_a_scheduler_the_error_holds_both_answers() {
    let report = capture("captures/ktstr-no-scheduler.json");
    let (source, schema_error) = harness_error(Dispatch::from_ktstr(&Snapshot::new(&report)));
    assert!(matches!(source, SnapshotError::NoActiveScheduler { .. }), "{source}");
    assert_eq!(Err(schema_error), ours::<Dispatch>(&report));
}

#[test]
fn a_placeholder_gives_the_harnesss_error() {
    let report = capture("captures/ktstr-placeholder.json");
    let (source, schema_error) = harness_error(Dispatch::from_ktstr(&Snapshot::new(&report)));
    assert_eq!(source, SnapshotError::PlaceholderSnapshot { tag: None });
    assert_eq!(schema_error, SchemaError::Snapshot(ktsnap::SnapshotError::PlaceholderSnapshot { tag: None }));
    let (via, _) = harness_error(Dispatch::from_ktstr_via(&Snapshot::new(&report), |_| panic!("there is no row")));
    assert_eq!(via, source);
}

#[test]
fn a_picker_that_chooses_no_row_gives_the_harnesss_error() {
    let report = dispatch("swap");
    let mut asked = 0;
    let (source, schema_error) = harness_error(Dispatch::from_ktstr_via(&Snapshot::new(&report), |_| {
        asked += 1;
        None
    }));
    assert_eq!(asked, 1);
    assert!(
        matches!(&source, SnapshotError::ProjectionFailed { reason } if reason.contains("returned None")),
        "{source}"
    );
    assert!(schema_error.to_string().contains("chose none of 2 copies"), "{schema_error}");
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
struct Moves {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

/// Reads a report of `tests/cases` from a snapshot, from a series, and with ktsnap alone. All three must agree.
#[track_caller]
fn read_case<T: SnapshotSchema + PartialEq + std::fmt::Debug>(report: &FailureDumpReport) -> Result<T, SchemaError> {
    let without_source = |error| match error {
        KtstrError::Harness { schema_error, .. } => *schema_error,
        KtstrError::Schema(error) => error,
        other => panic!("{other:?}"),
    };
    let read = T::from_ktstr(&Snapshot::new(report)).map_err(without_source);
    assert_eq!(read, ours(report));
    let mut series = support::series([(1, report.clone())]).typed::<T>();
    let sample = series.samples.pop().unwrap().value.map_err(|error| match error {
        SampleError::Read(error) => without_source(error),
        other => panic!("{other:?}"),
    });
    assert_eq!(read, sample);
    read
}

fn case(name: &str) -> FailureDumpReport {
    capture(&format!("tests/cases/reports/{name}.json"))
}

#[test]
fn copies_without_a_live_one_give_the_harnesss_error() {
    for name in ["one_copy_and_none_is_live", "two_copies_and_none_is_live"] {
        let report = case(name);
        let error = read_case::<Moves>(&report).unwrap_err();
        assert!(error.to_string().contains("in the report (dispatch.bss at 0x1000"), "{error}");
        let (source, _) = harness_error(Moves::from_ktstr(&Snapshot::new(&report)));
        assert!(matches!(source, SnapshotError::ActiveFilterExcludedMaps { .. }), "{source}");
    }
}

#[test]
fn unknown_addresses_have_their_own_error() {
    for name in ["one_copy_without_an_address", "two_copies_without_addresses"] {
        let error = read_case::<Moves>(&case(name)).unwrap_err();
        assert!(matches!(&error, SchemaError::AddressUnknown { live, .. } if *live == [0x9000]), "{error}");
    }
}

#[test]
fn the_listed_copy_and_the_only_copy_of_an_incomplete_list_are_read() {
    let read = |name| read_case::<Moves>(&case(name));
    assert_eq!(read("two_copies_and_one_is_live"), Ok(Moves { nr_mig_same: 8, nr_mig_cross: 4 }));
    assert_eq!(read("the_list_leaves_the_section_out"), Ok(Moves { nr_mig_same: 7, nr_mig_cross: 3 }));
}

/// If the report holds no map of the object that it names, the harness takes the only other object.
#[test]
fn a_report_that_names_another_scheduler_is_refused_although_the_harness_reads_it() {
    let report = case("the_report_names_another_scheduler");
    assert_eq!(Snapshot::new(&report).live_var("nr_mig_same").as_u64(), Ok(7));
    let error = read_case::<Moves>(&report).unwrap_err();
    assert!(error.to_string().contains("dispatch.bss is not the running scheduler's, `fifo`"), "{error}");
}

/// The harness can't look up variables in such a map, so only the report's list prevents the read of a dead copy.
#[test]
fn a_map_is_refused_if_the_list_of_live_maps_names_none_of_its_object() {
    let mut report = dispatch("a2");
    assert!(read_case::<Stats>(&report).is_ok());
    report.active_map_kvas = vec![1];
    let error = read_case::<Stats>(&report).unwrap_err();
    let excluded = |error: &SchemaError| {
        matches!(error, SchemaError::Snapshot(ktsnap::SnapshotError::ActiveFilterExcludedMaps { .. }))
    };
    assert!(excluded(&error), "{error}");
    assert!(excluded(&read_case::<Moves>(&report).unwrap_err()));
}

#[test]
fn a_single_copy_is_refused_if_the_harness_does_not_know_the_running_scheduler() {
    let mut report = dispatch("a2");
    let mut other = report.maps.iter().find(|map| map.name == "dispatch.rodata").unwrap().clone();
    other.name = "other.rodata".to_owned();
    report.maps.push(other);
    report.active_obj_name = None;
    report.active_map_kvas.clear();
    let (source, schema_error) = harness_error(Moves::from_ktstr(&Snapshot::new(&report)));
    assert!(matches!(source, SnapshotError::NoActiveScheduler { .. }), "{source}");
    assert!(schema_error.to_string().starts_with("1 map may hold"), "{schema_error}");
    assert_eq!(read_case::<Moves>(&report), Err(schema_error));
    assert!(Moves::from_ktstr_via(&Snapshot::new(&report), |_| Some(0)).is_ok(), "as the error advises");
}

/// The harness takes the first of the two.
#[test]
fn a_variable_that_occurs_twice_in_the_section_is_refused() {
    let mut report = dispatch("a2");
    let RenderedValue::Struct { members, .. } = bss(&mut report) else { panic!() };
    let again = members.iter().find(|member| member.name == "nr_mig_cross").unwrap().clone();
    members.push(again);
    let error = read_case::<Moves>(&report).unwrap_err();
    assert!(matches!(&error, SchemaError::Repeated { variable, .. } if variable == "nr_mig_cross"), "{error}");
    let via = Moves::from_ktstr_via(&Snapshot::new(&report), |_| Some(0));
    assert_eq!(via, Err(KtstrError::Schema(error)));
}
