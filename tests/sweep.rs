//! The sweep over every counter of a struct.

mod support;

use std::time::Duration;

use ktsnap::series::{Captured, ChangeError, InstanceId, Phase, Sample, SampleError, Series, SweepError};
use ktsnap::{FailureDumpReport, PerCpu, Snapshot, SnapshotSchema};
use serde_json::Value;
use support::{capture, capture_json, per_cpu_map, report, running, section, var_mut};

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    #[snapshot(gauge)]
    max_ns: u64,
    nr: u32,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
struct Llc {
    nr_in: u64,
    nr_running: i32,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    nr_mig_same: u64,
    nr_mig_cross: u64,
    nr_tasks: u32,
    #[snapshot(gauge)]
    nr_enqueued: u64,
    lag_ns: i64,
    dsp_stats: [u64; 3],
    waits: Waits,
    per_llc: Vec<Llc>,
    nr_stopping: Option<u64>,
}

fn series<'r, T: SnapshotSchema>(reports: impl IntoIterator<Item = &'r FailureDumpReport>) -> Series<T> {
    Series::read(reports.into_iter().map(|report| Captured::new(None, Snapshot::new(report))))
}

fn changed(var: &str, to: impl FnOnce(&mut Value)) -> FailureDumpReport {
    let mut json = capture_json("examples/captures/dispatch-a1.json");
    to(var_mut(&mut json, "dispatch.bss", var));
    report(&json)
}

fn to(value: u64) -> impl FnOnce(&mut Value) {
    move |var| var["value"] = value.into()
}

/// The lines of the error, without its remedy.
fn lines(error: &SweepError) -> Vec<String> {
    let SweepError::Failed { decreased, .. } = error else { panic!("{error}") };
    decreased.iter().map(ToString::to_string).collect()
}

#[test]
fn of_a_running_scheduler_only_the_number_of_tasks_goes_down() {
    let reports = ["a0", "a1", "a2"].map(|name| capture(&format!("examples/captures/dispatch-{name}.json")));
    let series = series::<Dispatch>(&reports);
    let error = series.nondecreasing(&[]).unwrap_err();
    assert_eq!(lines(&error), ["between samples 1 and 2 `nr_tasks` decreased from 88 to 87"]);
    assert_eq!(series.nondecreasing(&["nr_tasks"]), Ok(()));
    assert_eq!(series.nondecreasing(&["nr_tasks", "waits", "per_llc.nr_in"]), Ok(()), "an exception need not be used");
}

#[test]
fn every_counter_that_decreases_is_reported_with_its_samples_and_values() {
    let mut json = capture_json("examples/captures/dispatch-a1.json");
    let mut before = |var: &str, change: fn(&mut Value) -> &mut Value| {
        let var = change(var_mut(&mut json, "dispatch.bss", var));
        let value = var["value"].as_u64().unwrap();
        var["value"] = (value - 1).into();
        value
    };
    let same = before("nr_mig_same", |var| var);
    let tasks = before("nr_tasks", |var| var);
    let shared = before("dsp_stats", |var| &mut var["elements"][1]);
    let waited = before("waits", |var| &mut var["members"][0]["value"]);
    let llc = before("per_llc", |var| &mut var["elements"][1]["members"][0]["value"]);
    // A gauge, and a number with a sign.
    before("nr_enqueued", |var| var);
    var_mut(&mut json, "dispatch.bss", "lag_ns")["value"] = (-1_000_000).into();
    let reports = [capture("examples/captures/dispatch-a1.json"), report(&json)];
    let series = series::<Dispatch>(&reports);
    let error = series.nondecreasing(&[]).unwrap_err();
    let line =
        |field: &str, value: u64| format!("between samples 0 and 1 `{field}` decreased from {value} to {}", value - 1);
    let expected = [
        line("nr_mig_same", same),
        line("nr_tasks", tasks),
        line("dsp_stats[1]", shared),
        line("waits.total_ns", waited),
        line("per_llc[1].nr_in", llc),
    ];
    assert_eq!(lines(&error), expected);
    let remedy = "a counter only grows; name a value that goes up and down among the exceptions, or mark it with \
                  `#[snapshot(gauge)]`";
    assert_eq!(error.to_string(), format!("{}\n{remedy}", expected.join("\n")));
    // Apply it, for a field, an array, a member, and a member of elements.
    let rest = series.nondecreasing(&["nr_tasks", "dsp_stats", "waits.total_ns"]).unwrap_err();
    assert_eq!(lines(&rest), [&*expected[0], &*expected[4]]);
    let exceptions = ["nr_mig_same", "nr_tasks", "dsp_stats", "waits", "per_llc.nr_in"];
    assert_eq!(series.nondecreasing(&exceptions), Ok(()));
}

#[test]
fn a_decrease_by_one_above_2_to_the_53_is_found() {
    let reports = [9_007_199_254_740_993, 9_007_199_254_740_992].map(|value| changed("nr_mig_cross", to(value)));
    let series = series::<Dispatch>(&reports);
    let error = series.nondecreasing(&[]).unwrap_err();
    let said = "between samples 0 and 1 `nr_mig_cross` decreased from 9007199254740993 to 9007199254740992";
    assert_eq!(lines(&error), [said]);
    let column = series.field("nr_mig_cross", |dispatch| dispatch.nr_mig_cross);
    let [first, last] = &*column.slots else { panic!() };
    assert_eq!(first.value, last.value, "a column of f64 can't show it");
}

#[test]
fn an_exception_that_names_no_counter_is_an_error_with_a_suggestion() {
    let reports = [capture("examples/captures/dispatch-a0.json")];
    let series = series::<Dispatch>(&reports);
    let refused = |name: &str| series.nondecreasing(&[name]).unwrap_err().to_string();
    assert_eq!(
        refused("nr_taks"),
        "the exception `nr_taks` names no counter of the struct; did you mean `nr_tasks`? Available names: dsp_stats, \
         nr_mig_cross, nr_mig_same, nr_stopping, nr_tasks, per_llc, per_llc.nr_in, waits, waits.nr, waits.total_ns"
    );
    for gauge in ["nr_enqueued", "waits.max_ns", "lag_ns", "per_llc.nr_running"] {
        let said =
            format!("the exception `{gauge}` is not a counter, so the sweep does not check it; remove the exception");
        assert_eq!(refused(gauge), said);
    }
    assert!(refused("wait").contains("names no counter"));
    assert!(refused("").contains("names no counter"));
    assert_eq!(series.nondecreasing(&["nr_tasks"]), Err(SweepError::TooFewSamples { samples: 1 }));
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Moves {
    nr_mig_same: u64,
    #[snapshot(saturating)]
    nr_mig_cross: u64,
    #[snapshot(sum(nr_mig_same, nr_mig_cross))]
    moves: u64,
}

fn moves(kva: u64, same: u64, cross: u64) -> FailureDumpReport {
    let maps = [section("dispatch.bss", kva, &[("nr_mig_same", same), ("nr_mig_cross", cross)])];
    report(&running("dispatch", &[kva], &maps))
}

#[test]
fn a_counter_that_may_go_back_is_not_swept_and_neither_is_a_total_of_it() {
    let series = series::<Moves>(&[moves(7, 5, 50), moves(7, 6, 10)]);
    assert_eq!(series.nondecreasing(&[]), Ok(()));
    assert_eq!(series.nondecreasing(&["nr_mig_cross"]), Ok(()));
}

#[test]
fn a_replaced_scheduler_and_a_sample_that_can_not_be_read_fail_the_sweep() {
    let other = capture("captures/scx_bpfland-a0.json");
    let reports = [moves(7, 50, 0), moves(8, 1, 0), other, moves(8, 0, 0)];
    let error = series::<Moves>(&reports).nondecreasing(&[]).unwrap_err();
    let SweepError::Failed { decreased, not_compared } = &error else { panic!("{error}") };
    let [replaced, unread] = not_compared.as_slice() else { panic!("{error}") };
    assert!(matches!(replaced, ChangeError::InstanceChanged { to, .. } if to == "1"), "{replaced}");
    assert!(matches!(unread, ChangeError::Sample { tag, .. } if tag == "2"), "{unread}");
    // From 50 to 1 is no decrease of one counter. From 1 to 0 is, on both sides of the sample that could not be read.
    let said: Vec<_> = decreased.iter().map(ToString::to_string).collect();
    assert_eq!(said, ["between samples 1 and 3 `nr_mig_same` decreased from 1 to 0"]);
    assert!(error.to_string().contains("the scheduler was replaced"), "{error}");
}

/// A sample that was read elsewhere: its time in seconds, the address of its map, and its counter.
fn sample(at: u64, kva: Option<u64>, value: Result<u64, &str>) -> Sample<Moves, String> {
    let moves = |same| Moves { nr_mig_same: same, nr_mig_cross: 0, moves: same };
    let value = value.map(moves).map_err(|error| SampleError::Read(error.to_owned()));
    let instance = kva.map(|kva| InstanceId::new("dispatch.bss", kva, &[]));
    Sample::new(at.to_string(), value).at(Duration::from_secs(at)).of_instance(instance)
}

/// The errors of a sweep in which no counter decreased.
fn not_compared(samples: &[Sample<Moves, String>]) -> Vec<ChangeError<String>> {
    let error = Series::new(samples.to_vec()).nondecreasing(&[]).unwrap_err();
    let SweepError::Failed { decreased, not_compared } = error else { panic!("{error}") };
    assert_eq!(decreased, []);
    not_compared
}

#[test]
fn an_unread_sample_between_two_instances_does_not_hide_that_they_are_two() {
    let samples = [sample(1, Some(7), Ok(5)), sample(2, None, Err("unread")), sample(3, Some(8), Ok(9))];
    let [unread, replaced] = &*not_compared(&samples) else { panic!() };
    assert!(matches!(unread, ChangeError::Sample { tag, .. } if tag == "2"), "{unread}");
    assert!(
        matches!(replaced, ChangeError::InstanceChanged { from, to, .. } if from == "1" && to == "3"),
        "{replaced}"
    );
    // The instance of a sample without a value is known all the same.
    let samples = [sample(1, Some(7), Ok(5)), sample(2, Some(8), Err("unread")), sample(3, Some(8), Ok(9))];
    let [replaced, unread] = &*not_compared(&samples) else { panic!() };
    assert!(
        matches!(replaced, ChangeError::InstanceChanged { from, to, .. } if from == "1" && to == "2"),
        "{replaced}"
    );
    assert!(matches!(unread, ChangeError::Sample { tag, .. } if tag == "2"), "{unread}");
}

#[test]
fn each_sample_is_in_order_with_the_one_before_it() {
    let samples = [sample(1, None, Ok(5)), sample(5, None, Ok(6)), sample(3, None, Ok(7))];
    let [late] = &*not_compared(&samples) else { panic!() };
    assert!(matches!(late, ChangeError::OutOfOrder { from, to } if from == "5" && to == "3"), "{late}");
    // Also if the first sample was not read.
    let samples = [sample(5, None, Err("unread")), sample(3, None, Ok(7)), sample(4, None, Ok(8))];
    let [unread, late] = &*not_compared(&samples) else { panic!() };
    assert!(matches!(unread, ChangeError::Sample { tag, .. } if tag == "5"), "{unread}");
    assert!(matches!(late, ChangeError::OutOfOrder { from, to } if from == "5" && to == "3"), "{late}");
}

#[test]
fn a_counter_is_compared_across_samples_out_of_order() {
    let samples = [sample(5, None, Ok(9)), sample(3, None, Ok(4))];
    let error = Series::new(samples.to_vec()).nondecreasing(&[]).unwrap_err();
    let SweepError::Failed { decreased, not_compared } = error else { panic!("{error}") };
    let decreased: Vec<_> = decreased.iter().map(ToString::to_string).collect();
    assert_eq!(decreased, ["between samples 5 and 3 `nr_mig_same` decreased from 9 to 4"]);
    assert_eq!(not_compared, [ChangeError::OutOfOrder { from: "5".to_owned(), to: "3".to_owned() }]);
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Short {
    #[snapshot(path = "waits")]
    w: Waits,
}

#[test]
fn an_exception_can_be_a_member_of_a_field_whose_name_is_one_letter() {
    let reports = [capture("examples/captures/dispatch-a1.json"), changed("nr_tasks", to(1))];
    assert_eq!(series::<Short>(&reports).nondecreasing(&["w.nr", "w.total_ns"]), Ok(()));
}

#[test]
fn without_a_sample_the_names_of_fields_are_not_known() {
    let none = Series::<Moves>::new(Vec::new());
    assert_eq!(none.nondecreasing(&["nr_tasks"]), Err(SweepError::TooFewSamples { samples: 0 }));
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Kept {
    nr_mig_same: u64,
    #[snapshot(gauge)]
    waits: Waits,
    #[snapshot(path = "per_llc[*].nr_running")]
    running: Vec<i32>,
    slowest_comm: String,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Knobs {
    max_cross_fraction: f64,
}

#[test]
fn a_field_that_holds_no_counter_is_refused_as_an_exception() {
    let reports = [capture("examples/captures/dispatch-a0.json")];
    let is_refused = |error: SweepError, name: &str| {
        let said =
            format!("the exception `{name}` is not a counter, so the sweep does not check it; remove the exception");
        assert_eq!(error.to_string(), said);
    };
    let kept = series::<Kept>(&reports);
    for name in ["waits", "waits.nr", "waits.max_ns", "running", "slowest_comm"] {
        is_refused(kept.nondecreasing(&[name]).unwrap_err(), name);
    }
    is_refused(series::<Knobs>(&reports).nondecreasing(&["max_cross_fraction"]).unwrap_err(), "max_cross_fraction");
    assert_eq!(kept.nondecreasing(&["nr_mig_same"]), Err(SweepError::TooFewSamples { samples: 1 }));
}

#[test]
fn placeholders_are_skipped() {
    let placeholder = capture("captures/ktstr-placeholder.json");
    let reports = [placeholder.clone(), moves(7, 2, 0), placeholder, moves(7, 1, 0)];
    let error = series::<Moves>(&reports).nondecreasing(&[]).unwrap_err();
    assert_eq!(lines(&error), ["between samples 1 and 3 `nr_mig_same` decreased from 2 to 1"]);
    assert_eq!(series::<Moves>(&reports[..3]).nondecreasing(&[]), Err(SweepError::TooFewSamples { samples: 1 }));
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
}

#[test]
fn a_cpu_without_a_value_is_compared_with_its_last() {
    let stats = |slots: [Option<u64>; 2]| {
        report(&serde_json::json!({"schema": "single", "maps": [per_cpu_map("stats", 9, &[&slots, &slots, &slots])]}))
    };
    let reports = [stats([Some(4), Some(5)]), stats([Some(4), None]), stats([Some(3), Some(2)])];
    let error = series::<Stats>(&reports).nondecreasing(&[]).unwrap_err();
    assert_eq!(
        lines(&error),
        [
            "between samples 1 and 2 `shared[0]` decreased from 4 to 3",
            "between samples 0 and 2 `shared[1]` decreased from 5 to 2"
        ]
    );
}

#[test]
fn an_array_without_elements_may_hold_counters() {
    let dispatch = Dispatch::from_json_path("examples/captures/dispatch-a1.json").unwrap();
    let empty = Dispatch { per_llc: Vec::new(), nr_stopping: None, ..dispatch };
    let samples = ["x", "y"].map(|tag| Sample::new(tag, Ok::<_, SampleError>(empty.clone())).in_phase(Phase::BASELINE));
    assert_eq!(Series::new(samples.to_vec()).nondecreasing(&["per_llc", "nr_stopping"]), Ok(()));
}
