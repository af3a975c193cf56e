//! Differences between two reads, and over several captures of a scheduler.

mod support;

use std::time::Duration;

use ktsnap::series::{Captured, ChangeError, CounterReset, InstanceId, Rate, Sample, SampleError, Series};
use ktsnap::{CpuSet, FailureDumpReport, PerCpu, SchemaError, Snapshot, SnapshotSchema};
use serde_json::{Value, json};
use support::{capture, capture_json, map_mut, per_cpu_map, report, running, section, var_mut};

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
#[snapshot(ratio(
    cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross),
    mean_wait_ns = waits.total_ns / waits.nr,
    kicks = percent(dsp_stats[2] / sum(dsp_stats)),
))]
struct Dispatch {
    nr_mig_same: u64,
    nr_mig_cross: u64,
    #[snapshot(gauge)]
    nr_tasks: u32,
    lag_ns: i64,
    saw_cross: bool,
    dsp_stats: [u64; 3],
    waits: Waits,
    moves: [[u64; 4]; 4],
    per_llc: Vec<Llc>,
    #[snapshot(path = "per_llc[*].nr_in", sum)]
    nr_in: u64,
    #[snapshot(path = "per_llc[*].max_wait_ns", max)]
    slowest: u64,
    cross_cpus_seen: CpuSet,
    slowest_comm: String,
    nr_stopping: Option<u64>,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Knobs {
    slice_us: u32,
    max_cross_fraction: f64,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
#[snapshot(ratio(shared_fraction = sum(shared) / (local + sum(shared))))]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_LOCAL", max)]
    most: u64,
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
#[snapshot(ratio(mean_run_ns = busy_ns / nr_runs))]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
    #[snapshot(sum)]
    busy_ns: u64,
}

/// Counters of a real scheduler.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/nr_counters.bpf.o")]
#[snapshot(ratio(direct_fraction = nr_direct_dispatches / (nr_direct_dispatches + nr_shared_dispatches)))]
struct Bpfland {
    nr_direct_dispatches: u64,
    nr_shared_dispatches: u64,
    #[snapshot(gauge)]
    nr_running: u64,
}

fn dispatch(name: &str) -> FailureDumpReport {
    capture(&format!("examples/captures/dispatch-{name}.json"))
}

fn read<T: SnapshotSchema>(report: &FailureDumpReport) -> T {
    T::from_snapshot(&Snapshot::new(report)).unwrap()
}

fn series<'r, T: SnapshotSchema>(reports: impl IntoIterator<Item = &'r FailureDumpReport>) -> Series<T> {
    let times = (0..).map(|index| Duration::from_secs(2 * index));
    Series::read(times.zip(reports).map(|(at, report)| Captured::new(at, Snapshot::new(report))))
}

fn value<T: std::fmt::Debug>(sample: &Sample<T>) -> &T {
    sample.value.as_ref().unwrap()
}

fn instance<T>(sample: &Sample<T>) -> &InstanceId {
    sample.instance.as_ref().unwrap()
}

/// `dispatch-a1` with one variable changed.
fn a1_with(change: impl FnOnce(&mut Value)) -> Dispatch {
    let mut json = capture_json("examples/captures/dispatch-a1.json");
    change(&mut json);
    read(&report(&json))
}

#[track_caller]
fn reset(later: &Dispatch, earlier: &Dispatch) -> (String, u64, u64) {
    let CounterReset { field, earlier, later, .. } = later.since(earlier).unwrap_err();
    (field, earlier, later)
}

#[test]
fn counters_are_differences_also_in_arrays_and_structs() {
    let [a0, a1] = ["a0", "a1"].map(|name| read::<Dispatch>(&dispatch(name)));
    let change = a1.since(&a0).unwrap();
    assert_eq!(change.nr_mig_same, a1.nr_mig_same - a0.nr_mig_same);
    assert_eq!(change.nr_mig_same, 174);
    assert_eq!(change.dsp_stats, [172, 678, 8]);
    assert_eq!((change.waits.total_ns, change.waits.nr), (2_565_188_870, 850));
    assert_eq!(change.moves[1][0], a1.moves[1][0] - a0.moves[1][0]);
    assert_eq!(change.per_llc[1].nr_in, a1.per_llc[1].nr_in - a0.per_llc[1].nr_in);
    assert_eq!(change.nr_in, change.per_llc.iter().map(|llc| llc.nr_in).sum::<u64>());
    assert_eq!(change.nr_stopping, Some(3985 - 2965));
}

#[test]
fn other_values_than_counters_keep_the_later_value() {
    let [a0, a1] = ["a0", "a1"].map(|name| read::<Dispatch>(&dispatch(name)));
    assert!(a1.lag_ns > a0.lag_ns && a1.nr_tasks > a0.nr_tasks, "the captures show nothing otherwise");
    for (later, earlier) in [(&a1, &a0), (&a0, &a0)] {
        let change = later.since(earlier).unwrap();
        assert_eq!(change.nr_tasks, later.nr_tasks, "a gauge");
        assert_eq!(change.waits.max_ns, later.waits.max_ns, "a gauge in a struct");
        assert_eq!(change.slowest, later.slowest, "a maximum");
        assert_eq!(change.lag_ns, later.lag_ns, "signed");
        assert_eq!(change.per_llc[0].nr_running, later.per_llc[0].nr_running);
        assert_eq!((change.saw_cross, &change.slowest_comm), (later.saw_cross, &later.slowest_comm));
        assert_eq!(change.cross_cpus_seen, later.cross_cpus_seen);
    }
    assert_eq!(a0.since(&a0).unwrap().nr_mig_same, 0);
}

#[test]
fn nothing_of_rodata_is_a_counter() {
    let [earlier, later] = [7000, 5000].map(|slice_us| Knobs { slice_us, max_cross_fraction: 0.5 });
    assert_eq!(later.since(&earlier), Ok(Knobs { slice_us: 5000, max_cross_fraction: 0.5 }));
}

#[test]
fn a_counter_that_went_back_is_named_with_both_values() {
    let a0: Dispatch = read(&dispatch("a0"));
    let later = a1_with(|json| var_mut(json, "dispatch.bss", "nr_mig_cross")["value"] = 5.into());
    let error = later.since(&a0).unwrap_err();
    assert_eq!((error.field.as_str(), error.earlier, error.later), ("nr_mig_cross", 932, 5));
    let message = error.to_string();
    assert!(message.starts_with("`nr_mig_cross` decreased from 932 to 5: "), "{message}");
    for part in ["restarted", "from zero", "#[snapshot(gauge)]"] {
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn the_part_that_went_back_is_named_in_arrays_structs_and_both() {
    let a0: Dispatch = read(&dispatch("a0"));
    let element = a1_with(|json| var_mut(json, "dispatch.bss", "dsp_stats")["elements"][1]["value"] = 7.into());
    assert_eq!(reset(&element, &a0), ("dsp_stats[1]".to_owned(), 2106, 7));

    let member = a1_with(|json| var_mut(json, "dispatch.bss", "waits")["members"][2]["value"]["value"] = 7.into());
    assert_eq!(reset(&member, &a0), ("waits.nr".to_owned(), 2539, 7));

    let grid = a1_with(|json| var_mut(json, "dispatch.bss", "moves")["elements"][1]["elements"][0]["value"] = 7.into());
    assert_eq!(reset(&grid, &a0), ("moves[1][0]".to_owned(), a0.moves[1][0], 7));

    let llc = a1_with(|json| {
        var_mut(json, "dispatch.bss", "per_llc")["elements"][1]["members"][0]["value"]["value"] = 7.into();
    });
    assert_eq!(reset(&llc, &a0), ("per_llc[1].nr_in".to_owned(), a0.per_llc[1].nr_in, 7));

    let optional = a1_with(|json| var_mut(json, "dispatch.bss", "nr_stopping")["value"] = 7.into());
    assert_eq!(reset(&optional, &a0), ("nr_stopping".to_owned(), 2965, 7));
}

#[test]
fn a_gauge_or_a_maximum_may_go_back() {
    let a0: Dispatch = read(&dispatch("a0"));
    let later = a1_with(|json| {
        var_mut(json, "dispatch.bss", "nr_tasks")["value"] = 0.into();
        var_mut(json, "dispatch.bss", "waits")["members"][1]["value"]["value"] = 0.into();
        for element in var_mut(json, "dispatch.bss", "per_llc")["elements"].as_array_mut().unwrap() {
            element["members"][2]["value"]["value"] = 0.into();
        }
    });
    let change = later.since(&a0).unwrap();
    assert_eq!((change.nr_tasks, change.waits.max_ns, change.slowest), (0, 0, 0));
}

#[test]
fn a_variable_that_one_capture_lacks_has_no_difference() {
    let a0: Dispatch = read(&dispatch("a0"));
    let without = a1_with(|json| {
        let members = map_mut(json, "dispatch.bss")["value"]["members"].as_array_mut().unwrap();
        members.retain(|member| member["name"] != "nr_stopping");
    });
    assert_eq!(without.nr_stopping, None);
    assert_eq!(without.since(&a0).unwrap().nr_stopping, None);
    let earlier = Dispatch { nr_stopping: None, ..a0.clone() };
    assert_eq!(a0.since(&earlier).unwrap().nr_stopping, None, "it is not counted from zero");
}

#[test]
fn ratios_work_on_a_difference() {
    let [a0, a1] = ["a0", "a1"].map(|name| read::<Dispatch>(&dispatch(name)));
    let change = a1.since(&a0).unwrap();
    assert_eq!(change.cross_fraction(), Ok((1229 - 932) as f64 / (1229 - 932 + 713 - 539) as f64));
    assert_eq!(change.mean_wait_ns(), Ok(2_565_188_870.0 / 850.0));
    assert_eq!(change.kicks(), Ok(100.0 * 8.0 / 858.0));
    assert!(a0.since(&a0).unwrap().cross_fraction().is_err(), "nothing was counted");
}

#[test]
fn a_rate_is_the_difference_and_the_time() {
    let [a0, a1] = ["a0", "a1"].map(|name| read::<Dispatch>(&dispatch(name)));
    let rate = Rate::between(&a1, &a0, Duration::from_millis(500)).unwrap();
    assert_eq!(rate, Rate::new(a1.since(&a0).unwrap(), Duration::from_millis(500)));
    assert_eq!(rate.per_second(|change| change.nr_mig_same), Some(348.0));
    assert_eq!(rate.per_second(|change| change.waits.nr), Some(1700.0));
    assert_eq!(Rate::between(&a1, &a0, Duration::ZERO).unwrap().per_second(|change| change.nr_mig_same), None);
    assert_eq!(Rate::between(&a0, &a1, Duration::from_secs(1)).unwrap_err().field, "nr_mig_same");
}

#[test]
fn per_cpu_slots_are_differences_cpu_by_cpu() {
    let [a0, a1] = ["a0", "a1"].map(|name| read::<Stats>(&dispatch(name)));
    let change = a1.since(&a0).unwrap();
    assert_eq!(change.local, a1.local - a0.local);
    assert!(change.local > 0, "the captures show nothing otherwise");
    assert_eq!(change.most, a1.most, "a maximum");
    let shared = a1.shared.sum().unwrap() - a0.shared.sum().unwrap();
    assert_eq!(change.shared.sum(), Ok(shared));
    assert_eq!(change.shared.get(2).copied(), Some(a1.shared.get(2).unwrap() - a0.shared.get(2).unwrap()));
    assert_eq!(change.shared_fraction(), Ok(shared as f64 / (change.local + shared) as f64));

    let total = read::<CpuStats>(&dispatch("a1")).since(&read(&dispatch("a0"))).unwrap();
    let each = read::<PerCpu<CpuStats>>(&dispatch("a1")).since(&read(&dispatch("a0"))).unwrap();
    assert_eq!(each.total(), Ok(total.clone()));
    assert!(total.nr_runs > 0 && total.mean_run_ns().is_ok());
}

#[test]
fn a_slot_that_was_not_captured_both_times_has_no_difference() {
    let stats = |slots: [Option<u64>; 3]| Stats { local: 1, most: 1, shared: slots.into_iter().collect() };
    let change = stats([Some(7), None, Some(9)]).since(&stats([Some(5), Some(1), None])).unwrap();
    assert_eq!(change.shared, [Some(2), None, None].into_iter().collect());
    let fewer = Stats { shared: [Some(5)].into_iter().collect(), ..stats([None; 3]) };
    assert_eq!(stats([Some(7), Some(8), Some(9)]).since(&fewer).unwrap().shared.mapped().count(), 1);

    let error = stats([Some(7), Some(0), None]).since(&stats([Some(7), Some(1), None])).unwrap_err();
    assert_eq!((error.field.as_str(), error.earlier, error.later), ("shared[1]", 1, 0));

    let runs = |nr_runs| -> PerCpu<CpuStats> { [None, Some(CpuStats { nr_runs, busy_ns: 1 })].into_iter().collect() };
    assert_eq!(runs(2).since(&runs(3)).unwrap_err().field, "[1].nr_runs");
}

#[test]
fn a_series_is_read_in_the_order_of_its_captures() {
    let reports = ["a0", "a1", "a2"].map(dispatch);
    let series: Series<Dispatch> = series(&reports);
    let cross = series.samples.iter().map(|sample| value(sample).nr_mig_cross);
    assert_eq!(cross.collect::<Vec<_>>(), [932, 1229, 1910]);
    assert_eq!(series.samples[2].at, Some(Duration::from_secs(4)));
    assert_eq!(instance(&series.samples[0]).map, "dispatch.bss");

    let changes: Vec<_> = series.changes().map(Result::unwrap).collect();
    assert_eq!(changes.iter().map(|change| (&*change.from, &*change.to)).collect::<Vec<_>>(), [("0", "1"), ("1", "2")]);
    assert_eq!(changes[1].value.nr_mig_cross, 681);
    assert_eq!(changes[1].per_second(|change| change.nr_mig_cross), Some(340.5));

    let total = series.total().unwrap().unwrap();
    assert_eq!((total.from.as_str(), total.to.as_str(), total.elapsed), ("0", "2", Some(Duration::from_secs(4))));
    assert_eq!(total.value.nr_mig_cross, 1910 - 932);
    assert_eq!(total.value.cross_fraction(), Ok(978.0 / (978.0 + 482.0)));
}

#[test]
fn a_series_of_fewer_than_two_has_no_change() {
    let reports = [dispatch("a0")];
    let one: Series<Dispatch> = series(&reports);
    assert_eq!((one.changes().count(), one.total()), (0, None));
    let none: Series<Dispatch> = series([]);
    assert_eq!((none.samples.len(), none.changes().count(), none.total()), (0, 0, None));
}

#[test]
fn captures_that_hold_nothing_are_skipped_and_reported() {
    let placeholder = capture("captures/ktstr-placeholder.json");
    let [a0, a2] = ["a0", "a2"].map(dispatch);
    let series: Series<Dispatch> = series([&placeholder, &a0, &placeholder, &a2, &placeholder]);
    let skipped: Vec<_> = series.samples.iter().filter(|sample| sample.is_placeholder()).collect();
    assert_eq!(skipped.iter().map(|sample| &*sample.tag).collect::<Vec<_>>(), ["0", "2", "4"]);
    let reason = skipped[0].value.as_ref().unwrap_err().to_string();
    let said = "the report is a placeholder without contents: test failed at stage `payload started but produced no test result`";
    assert!(reason.starts_with(said), "the reason in the report: {reason}");
    let change = series.total().unwrap().unwrap();
    assert_eq!((change.from.as_str(), change.to.as_str(), change.elapsed), ("1", "3", Some(Duration::from_secs(4))));
}

#[test]
fn a_capture_that_holds_something_else_is_an_error_that_names_it() {
    let [a0, other] = [dispatch("a0"), capture("captures/scx_bpfland-a0.json")];
    let series = series::<Dispatch>([&a0, &other]);
    let error = series.total().unwrap().unwrap_err();
    let ChangeError::Sample { tag, source } = &error else { panic!("{error}") };
    assert_eq!(error.to_string(), format!("sample 1: {source}"));
    assert_eq!((tag.as_str(), series.samples[1].value.as_ref()), ("1", Err(&**source)));
    assert!(matches!(**source, SampleError::Read(_)), "{error}");
    assert_eq!(series.changes().collect::<Vec<_>>(), [Err(error)]);
}

#[test]
fn two_instances_are_not_compared() {
    let reports = ["a1", "a2", "swap"].map(dispatch);
    let series: Series<Dispatch> = series(&reports);
    let changes: Vec<_> = series.changes().collect();
    assert!(changes[0].is_ok());
    let [earlier, later] =
        [1, 2].map(|index: usize| format!("dispatch.bss at {:#x}", instance(&series.samples[index]).map_kva));
    let changed = ChangeError::InstanceChanged {
        from: "1".into(),
        to: "2".into(),
        earlier: earlier.clone(),
        later: later.clone(),
    };
    assert_eq!(changes[1].as_ref().unwrap_err(), &changed);
    assert_eq!(series.total(), Some(Err(changed.clone())));
    assert_eq!(
        changed.to_string(),
        format!(
            "between samples 1 and 2 the scheduler was replaced: sample 1 was read from {earlier}, sample 2 from {later}; \
             counters of two instances have no difference; compare only samples from before or from after the replacement"
        )
    );
}

#[test]
fn a_new_instance_is_noticed_even_where_its_counters_are_larger() {
    let mut json = capture_json("examples/captures/dispatch-swap.json");
    for (var, value) in [("nr_mig_same", 1_000_000), ("nr_mig_cross", 2_000_000)] {
        var_mut(&mut json, "dispatch.bss", var)["value"] = value.into();
    }
    let (a2, swap) = (dispatch("a2"), report(&json));
    let error = series::<Bare>([&a2, &swap]).total().unwrap().unwrap_err();
    assert!(matches!(&error, ChangeError::InstanceChanged { from, to, .. } if [from, to] == ["0", "1"]), "{error}");
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Bare {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

/// A report of a running instance whose section has that address and whose live maps are `listed`.
fn bare(kva: u64, live: &[u64], same: u64) -> FailureDumpReport {
    counted(kva, live, same, same)
}

fn counted(kva: u64, live: &[u64], same: u64, cross: u64) -> FailureDumpReport {
    let maps = [section("dispatch.bss", kva, &[("nr_mig_same", same), ("nr_mig_cross", cross)])];
    report(&running("dispatch", live, &maps))
}

/// A report of `ktsnap capture` with these counters, taken so many seconds after the boot. It belongs to a turn of a series, or
/// is a single capture.
fn captured(boot: &str, seconds: u64, turn: Option<(&str, u64)>, count: u64) -> FailureDumpReport {
    let series = turn.map(|(id, turn)| json!({"id": id, "turn": turn}));
    let maps = [section("dispatch.bss", 7, &[("nr_mig_same", count), ("nr_mig_cross", 2 * count)])];
    let mut json = running("dispatch", &[7], &maps);
    json["ktsnap_capture"] = json!({
        "boot_id": boot, "monotonic_ns": seconds * 1_000_000_000, "realtime_ns": 1_764_000_000_000_000_000_u64,
        "series": series,
    });
    report(&json)
}

#[test]
fn without_addresses_the_lists_of_live_maps_distinguish_instances() {
    let instance = |live: &[u64]| InstanceId::new("dispatch.bss", 0, live);
    assert!(!instance(&[1, 2]).is_other_than(&instance(&[1, 2])));
    assert!(!instance(&[2, 3]).is_other_than(&instance(&[1, 2])), "one map is the same");
    assert!(instance(&[3, 4]).is_other_than(&instance(&[1, 2])));
    assert!(!instance(&[3, 4]).is_other_than(&instance(&[])), "nothing to compare");
    // A section without an address can't be compared with the list, so a series does not read it.
    let series = series::<Bare>([&bare(0, &[1, 2], 5)]);
    let read = &series.samples[0].value;
    assert!(matches!(read, Err(SampleError::Read(SchemaError::AddressUnknown { .. }))), "{read:?}");
}

#[test]
fn a_counter_that_went_back_within_one_instance_is_an_error_and_no_negative_rate() {
    let counts = |counts: [(u64, u64); 3]| counts.map(|(same, cross)| counted(7, &[7], same, cross));
    let series: Series<Bare> = series(&counts([(5, 5), (9, 9), (3, 10)]));
    let error = series.changes().nth(1).unwrap().unwrap_err();
    let ChangeError::Reset { from, to, source } = &error else { panic!("{error}") };
    assert_eq!((from.as_str(), to.as_str()), ("1", "2"));
    assert_eq!((source.field.as_str(), source.earlier, source.later), ("nr_mig_same", 9, 3));
    let message = error.to_string();
    assert!(message.starts_with("between samples 1 and 2 `nr_mig_same` decreased from 9 to 3"), "{message}");
    assert!(!message.contains("order"), "the other counter grew: {message}");
    assert_eq!(series.total().unwrap().unwrap_err(), error, "although the last value is not below the first");

    let total = self::series::<Bare>(&counts([(5, 5), (3, 6), (9, 9)])).total().unwrap();
    assert!(
        matches!(&total, Err(ChangeError::Reset { from, to, .. }) if [from, to] == ["0", "1"]),
        "first to last alone would pass"
    );
}

#[test]
fn the_peak_is_the_interval_in_which_a_counter_grew_fastest() {
    let counts = |counts: &[(u64, u64)]| -> Vec<_> {
        counts.iter().map(|(same, cross)| counted(7, &[7], *same, *cross)).collect()
    };
    let reports = counts(&[(0, 0), (10, 1), (13, 9), (23, 9), (24, 9)]);
    // The last interval is short.
    let times = [0, 2000, 4000, 6000, 6125].map(Duration::from_millis);
    let read = |times: &[Duration]| {
        let captures = times.iter().zip(&reports).map(|(at, report)| Captured::new(*at, Snapshot::new(report)));
        Series::<Bare>::read(captures)
    };
    let series = read(&times);
    let peak = series.peak(|change| change.nr_mig_cross).unwrap().unwrap();
    assert_eq!((&*peak.from, &*peak.to, peak.value.nr_mig_cross), ("1", "2", 8));
    let peak = series.peak(|change| change.nr_mig_same).unwrap().unwrap();
    assert_eq!((&*peak.from, peak.per_second(|change| change.nr_mig_same)), ("3", Some(8.0)));
    // Of equal ones, the first: 10 in two seconds.
    let peak = read(&times[..4]).peak(|change| change.nr_mig_same).unwrap().unwrap();
    assert_eq!((&*peak.from, &*peak.to), ("0", "1"));
    assert_eq!(read(&times[..1]).peak(|change| change.nr_mig_same), None);
    assert_eq!(read(&[Duration::ZERO; 3]).peak(|change| change.nr_mig_same), None, "no time passed");

    let reset = self::series::<Bare>(&counts(&[(5, 5), (9, 9), (3, 10)]));
    let error = reset.peak(|change| change.nr_mig_cross).unwrap().unwrap_err();
    assert!(matches!(&error, ChangeError::Reset { from, to, .. } if [from, to] == ["1", "2"]), "{error}");
}

#[test]
fn a_series_in_which_every_counter_goes_down_is_asked_for_its_order() {
    for (from, to) in [((9, 9), (3, 3)), ((9, 9), (3, 9)), ((9, 9), (9, 3))] {
        let reports = [from, to].map(|(same, cross)| counted(7, &[7], same, cross));
        let error = series::<Bare>(&reports).total().unwrap().unwrap_err();
        assert!(
            matches!(&error, ChangeError::Reversed { from, to, .. } if [from, to] == ["0", "1"]),
            "equal counters have no say: {error}"
        );
        assert!(error.to_string().contains("are the reports in the order of time?"), "{error}");
        let [earlier, later] = reports;
        assert!(series::<Bare>([&later, &earlier]).total().unwrap().is_ok(), "what the error says to do");
    }
    let mut first = capture_json("examples/captures/dispatch-a0.json");
    var_mut(&mut first, "dispatch.bss", "nr_tasks")["value"] = 1000.into();
    let error = series::<Dispatch>([&dispatch("a2"), &report(&first)]).total().unwrap().unwrap_err();
    assert!(
        matches!(&error, ChangeError::Reversed { from, to, .. } if [from, to] == ["0", "1"]),
        "a gauge that grew does not count: {error}"
    );
}

#[test]
fn reports_that_say_when_they_were_captured_are_put_in_order() {
    // A turn every two seconds, starting at second 100, with 10 counts per second and no capture in turn 2.
    let report = |turn: u64| captured("b", 100 + 2 * turn, Some(("s", turn)), 20 * turn);
    for turns in [[0, 1, 3, 4], [4, 3, 1, 0], [3, 0, 4, 1]] {
        let series = Series::<Bare>::of_reports(&turns.map(report)).unwrap();
        let read: Vec<_> =
            series.samples.iter().map(|sample| (sample.at.unwrap().as_secs(), value(sample).nr_mig_same)).collect();
        assert_eq!(read, [(0, 0), (2, 20), (6, 60), (8, 80)], "{turns:?}");
        let turn = |sample: &Sample<Bare>| turns[sample.tag.parse::<usize>().unwrap()];
        assert!(series.samples.iter().all(|sample| turn(sample) * 20 == value(sample).nr_mig_same));
        let total = series.total().unwrap().unwrap();
        assert_eq!(total.value, Bare { nr_mig_same: 80, nr_mig_cross: 160 });
        assert_eq!(total.per_second(|change| change.nr_mig_cross), Some(20.0));
        let rates = series.changes().map(|change| change.unwrap().per_second(|change| change.nr_mig_same));
        assert_eq!(rates.collect::<Vec<_>>(), [Some(10.0); 3]);
    }
}

#[test]
fn single_captures_of_one_boot_are_compared_by_their_times() {
    let reports = [captured("b", 9, None, 8), captured("b", 5, None, 0)];
    let total = Series::<Bare>::of_reports(&reports).unwrap().total().unwrap().unwrap();
    assert_eq!((&*total.from, &*total.to, total.elapsed), ("1", "0", Some(Duration::from_secs(4))));
    assert_eq!(total.per_second(|change| change.nr_mig_same), Some(2.0));
}

#[test]
fn a_counter_that_went_back_in_reports_with_times_is_not_blamed_on_their_order() {
    let reports = [captured("b", 9, None, 1), captured("b", 5, None, 8)];
    let error = Series::<Bare>::of_reports(&reports).unwrap().total().unwrap().unwrap_err();
    assert!(matches!(&error, ChangeError::Reset { from, to, .. } if [from, to] == ["1", "0"]), "{error}");
    assert!(!error.to_string().contains("order"), "{error}");
}

#[test]
fn reports_without_a_common_order_in_time_are_refused() {
    let turn = |id, seconds, turn| captured("b", seconds, Some((id, turn)), turn);
    let refused = |reports: &[FailureDumpReport]| Series::<Bare>::of_reports(reports).unwrap_err().to_string();
    assert_eq!(
        refused(&[turn("s", 1, 0), turn("s", 2, 1), turn("t", 3, 2)]),
        "report 0 and report 2 belong to different series, `s` and `t`; compare reports of the same series"
    );
    assert_eq!(
        refused(&[captured("b", 1, None, 1), captured("c", 2, None, 2)]),
        "the machine rebooted between report 0 and report 1; counters restart at zero after a reboot, so compare reports of the same \
         boot"
    );
    assert_eq!(
        refused(&[turn("s", 2, 1), turn("s", 1, 0), turn("s", 2, 1)]),
        "report 0 and report 2 are the same capture; pass each report once"
    );
    for [first, next] in
        [[turn("s", 1, 1), turn("s", 2, 0)], [turn("s", 1, 1), turn("s", 2, 1)], [turn("s", 1, 0), turn("s", 1, 1)]]
    {
        let message = refused(&[first, next]);
        assert!(message.contains("contradict each other, so one of these reports was edited"), "{message}");
    }
    let message = refused(&[turn("s", 1, 0), bare(7, &[7], 5)]);
    assert!(message.starts_with("report 1 does not say when it was captured; "), "{message}");
    assert!(Series::<Bare>::of_reports(&[] as &[FailureDumpReport]).unwrap().samples.is_empty());
}

#[test]
fn captures_out_of_order_are_refused() {
    let [a0, a1] = ["a0", "a1"].map(dispatch);
    let at = |seconds, report| Captured::new(Duration::from_secs(seconds), Snapshot::new(report));
    let series = Series::<Bare>::read([at(4, &a0), at(2, &a1)]);
    let error = series.total().unwrap().unwrap_err();
    assert_eq!(error, ChangeError::OutOfOrder { from: "0".into(), to: "1".into() });
    assert_eq!(
        error.to_string(),
        "sample 1 was taken before sample 0, but follows it in the series; give the samples in the order of their times"
    );
    let same = Series::<Bare>::read([at(2, &a0), at(2, &a1)]);
    assert_eq!(same.total().unwrap().unwrap().per_second(|change| change.nr_mig_same), None);
}

#[test]
fn a_series_follows_the_live_copy_of_a_per_cpu_map() {
    let reports = ["a0", "a2", "swap"].map(dispatch);
    let series: Series<Stats> = series(&reports);
    let changes: Vec<_> = series.changes().collect();
    let [a0, a2] = [0, 1].map(|index: usize| value(&series.samples[index]).local);
    assert_eq!(changes[0].as_ref().unwrap().value.local, a2 - a0);
    assert!(matches!(changes[1], Err(ChangeError::InstanceChanged { .. })), "{changes:?}");
}

#[test]
fn a_series_takes_one_struct_a_cpu() {
    let slots = |values: [Option<u64>; 2]| {
        let maps = [per_cpu_map("stats", 9, &[&values, &values, &values])];
        report(&json!({"schema": "single", "maps": maps}))
    };
    let reports = [slots([Some(1), Some(5)]), slots([Some(4), Some(5)])];
    let change = series::<Stats>(&reports).total().unwrap().unwrap().value;
    assert_eq!((change.local, change.shared), (3, [Some(3), Some(0)].into_iter().collect()));
}

#[test]
fn a_real_schedulers_counters_change_and_its_restart_is_noticed() {
    let reports = ["a0", "a1", "a2", "b0", "b1"].map(|name| capture(&format!("captures/scx_bpfland-{name}.json")));
    let series: Series<Bpfland> = series(&reports);
    let changes: Vec<_> = series.changes().collect();
    let counted = |index: usize| {
        let change = &changes[index].as_ref().unwrap().value;
        (change.nr_direct_dispatches, change.nr_shared_dispatches, change.nr_running)
    };
    assert_eq!(counted(0), (213 - 129, 6069 - 2869, 4));
    assert_eq!(counted(1), (292 - 213, 9262 - 6069, 4));
    assert!(
        matches!(&changes[2], Err(ChangeError::InstanceChanged { from, to, .. }) if [from, to] == ["2", "3"]),
        "{:?}",
        changes[2]
    );
    assert_eq!(counted(3), (201 - 81, 6567 - 2885, 4));
    let direct = changes[3].as_ref().unwrap().value.direct_fraction();
    assert_eq!(direct, Ok(120.0 / (120.0 + 3682.0)));
}

/// Integers in Rust that are not numbers of events in C.
#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct AsIntegers {
    nr_enqueued: u64,
    last_dsp: u32,
    recent: [u32; 8],
    slowest_comm: [u8; 16],
}

#[test]
fn enums_and_text_keep_the_later_value_even_as_integers() {
    let [earlier, later] = ["a0", "a2"].map(|name| AsIntegers::from_snapshot(&Snapshot::new(&dispatch(name))).unwrap());
    let change = later.since(&earlier).unwrap();
    assert_eq!(change.nr_enqueued, 4262 - 2106);
    assert_eq!((change.last_dsp, change.recent), (later.last_dsp, later.recent));
    assert_ne!(later.recent, earlier.recent, "else the test shows nothing");
    assert_eq!(&change.slowest_comm[..11], b"kworker/3:1");
}
