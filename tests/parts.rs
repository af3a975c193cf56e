//! Structs with `parts`: several sections and maps of one scheduler.

use ktsnap::pickers::max_by_sum_u64;
use ktsnap::{FailureDumpReport, PerCpu, SchemaError, Series, Snapshot, SnapshotSchema};
use serde_json::{Value, json};

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Globals {
    nr_enqueued: u64,
    nr_mig_cross: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Options {
    slice_us: u32,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
    #[snapshot(max)]
    busy_ns: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(parts)]
#[snapshot(ratio(cross_fraction = globals.nr_mig_cross / globals.nr_enqueued, runs = cpus.nr_runs / globals.nr_enqueued))]
struct Dispatch {
    globals: Globals,
    options: Options,
    cpus: CpuStats,
    each: PerCpu<CpuStats>,
    #[snapshot(skip)]
    note: String,
}

/// A struct with parts is a part too.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(parts)]
struct Outer {
    inner: Dispatch,
    options: Options,
}

const A2: &str = "examples/captures/dispatch-a2.json";
const SWAP: &str = "examples/captures/dispatch-swap.json";

fn report(file: &str) -> FailureDumpReport {
    FailureDumpReport::from_path(file).unwrap()
}

#[test]
fn each_part_is_what_it_is_by_itself() {
    for file in [A2, SWAP] {
        let report = report(file);
        let snapshot = Snapshot::new(&report);
        let whole = Dispatch::from_snapshot(&snapshot).unwrap();
        assert_eq!(whole.globals, Globals::from_snapshot(&snapshot).unwrap());
        assert_eq!(whole.options, Options::from_snapshot(&snapshot).unwrap());
        assert_eq!(whole.cpus, CpuStats::from_snapshot(&snapshot).unwrap());
        assert_eq!(whole.each, PerCpu::<CpuStats>::from_snapshot(&snapshot).unwrap());
        assert_eq!(whole.note, "");
        assert_eq!(Dispatch::from_json_path(file).unwrap(), whole);
        let outer = Outer::from_snapshot(&snapshot).unwrap();
        assert_eq!((outer.inner, outer.options), (whole, Options::from_snapshot(&snapshot).unwrap()));
    }
}

#[test]
fn a_ratio_takes_members_of_parts() {
    let read = Dispatch::from_json_path(A2).unwrap();
    assert_eq!((read.cpus.nr_runs, read.globals.nr_enqueued), (5167, 4262));
    assert_eq!(read.runs(), Ok(5167.0 / 4262.0));
}

#[test]
fn schemas_and_picks_are_those_of_the_parts() {
    let places: Vec<_> = Outer::schemas().iter().map(|schema| schema.location.name()).collect();
    assert_eq!(places, [".bss", ".rodata", "cpu_stats", "cpu_stats", ".rodata"]);
    let report = report(SWAP);
    let snapshot = Snapshot::new(&report);
    let picks = Dispatch::picks(&snapshot).unwrap();
    assert_eq!(picks[0], Globals::pick(&snapshot).unwrap());
    assert_eq!(picks[3], PerCpu::<CpuStats>::pick(&snapshot).unwrap());
    assert_eq!(picks.len(), 4);
}

#[test]
fn a_part_that_can_t_be_read_fails_the_whole() {
    let mut report = report(A2);
    report.maps.retain(|map| map.name != "cpu_stats");
    let snapshot = Snapshot::new(&report);
    let alone = CpuStats::from_snapshot(&snapshot).unwrap_err();
    assert_eq!(Dispatch::from_snapshot(&snapshot).unwrap_err(), alone);
    assert!(Globals::from_snapshot(&snapshot).is_ok());
}

#[test]
fn a_difference_names_the_part_that_went_back() {
    let [earlier, later] =
        ["a0", "a2"].map(|name| Dispatch::from_json_path(format!("examples/captures/dispatch-{name}.json")));
    let (earlier, later) = (earlier.unwrap(), later.unwrap());
    let change = later.since(&earlier).unwrap();
    assert_eq!(change.globals, later.globals.since(&earlier.globals).unwrap());
    assert_eq!(change.cpus.nr_runs, later.cpus.nr_runs - earlier.cpus.nr_runs);
    assert_eq!(change.options, later.options);
    let back = earlier.since(&later).unwrap_err();
    assert_eq!(back.field, "globals.nr_enqueued");
}

#[test]
fn a_series_sees_the_restart_of_any_part() {
    let reports = [report("examples/captures/dispatch-a0.json"), report(A2)];
    let captures = |reports: &[FailureDumpReport; 2]| {
        let at = |index| std::time::Duration::from_secs(index);
        let [a, b] = reports.each_ref().map(|report| {
            ktsnap::series::InstanceId::of_maps(
                Dispatch::picks(&Snapshot::new(report)).unwrap().iter().map(|pick| (pick.map.name, pick.map.map_kva)),
                &[],
            )
        });
        let read = Series::<Dispatch>::read(
            (0..).zip(reports).map(|(index, report)| ktsnap::Captured::new(at(index), Snapshot::new(report))),
        );
        (b.is_other_than(&a), read.total().unwrap().is_ok())
    };
    assert_eq!(captures(&reports), (false, true));
    let mut restarted = reports;
    let map = restarted[1].maps.iter_mut().find(|map| map.name == "cpu_stats").unwrap();
    map.map_kva += 0x10_0000;
    let kva = map.map_kva;
    restarted[1].active_map_kvas.push(kva);
    assert_eq!(captures(&restarted), (true, false));
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", picker = max_by_sum_u64)]
struct Picked {
    nr_enqueued: u64,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct Waits {
    #[snapshot(key = "0")]
    shortest: u64,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(parts)]
struct Apart {
    waits: Waits,
    picked: Picked,
}

/// Two copies of `.bss`. The report does not say which copy is live.
fn undecided() -> FailureDumpReport {
    let uint = |bits: u32, value: u64| json!({"kind": "uint", "bits": bits, "value": value});
    let section = |name: &str, kva: u64, member: &str, value: Value| {
        json!({
            "name": name, "map_kva": kva, "map_type": 2, "value_size": 632, "max_entries": 1,
            "value": {"kind": "struct", "type_name": name, "members": [{"name": member, "value": value}]}
        })
    };
    let maps = json!([
        section("dispatch.bss", 1, "nr_enqueued", uint(64, 9)),
        section("dispatch.bss", 2, "nr_enqueued", uint(64, 5)),
        {
            "name": "wait_hist", "map_kva": 3, "map_type": 2, "value_size": 8, "max_entries": 16,
            "array_entries": [{"key": 0, "value": uint(64, 7)}]
        },
    ]);
    FailureDumpReport::from_json(&json!({"schema": "single", "maps": maps}).to_string()).unwrap()
}

#[test]
fn parts_of_which_a_picker_chose_one_are_refused() {
    let report = undecided();
    let snapshot = Snapshot::new(&report);
    assert_eq!(Picked::from_snapshot(&snapshot).unwrap().nr_enqueued, 9);
    assert_eq!(Waits::from_snapshot(&snapshot).unwrap().shortest, 7);
    let error = Apart::from_snapshot(&snapshot).unwrap_err();
    let SchemaError::PartsApart { map, .. } = &error else { panic!("{error}") };
    assert_eq!(map, "dispatch.bss at 0x1");
    assert_eq!(Apart::picks(&snapshot).unwrap_err(), error);
    // A report that says which copy is live needs no picker.
    let mut known = report.clone();
    known.active_obj_name = Some("dispatch".to_owned());
    known.active_map_kvas = vec![2, 3];
    let read = Apart::from_snapshot(&Snapshot::new(&known)).unwrap();
    assert_eq!((read.picked.nr_enqueued, read.waits.shortest), (5, 7));
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
struct Llc {
    nr_in: u64,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Llcs {
    per_llc: Vec<Llc>,
    #[snapshot(rename = "moves")]
    rows: Vec<[u64; 4]>,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counts {
    #[snapshot(path = "last_enq.cpu")]
    few: u32,
    nr_tasks: u32,
    lag_ns: i64,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(parts)]
struct InUse {
    #[snapshot(take(per_llc = counts.few))]
    llcs: Llcs,
    counts: Counts,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(parts)]
struct TooMany {
    counts: Counts,
    #[snapshot(take(per_llc = counts.few, rows = counts.nr_tasks))]
    llcs: Llcs,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(parts)]
struct Negative {
    #[snapshot(take(per_llc = counts.lag_ns))]
    llcs: Llcs,
    counts: Counts,
}

#[test]
fn take_keeps_the_rows_in_use() {
    let report = report(A2);
    let snapshot = Snapshot::new(&report);
    let read = InUse::from_snapshot(&snapshot).unwrap();
    assert_eq!(read.counts.few, 2);
    assert_eq!(read.llcs.per_llc, Llcs::from_snapshot(&snapshot).unwrap().per_llc[..2]);
    assert_eq!(read.llcs.rows.len(), 4);
    let error = TooMany::from_snapshot(&snapshot).unwrap_err().to_string();
    assert_eq!(
        error,
        "`counts.nr_tasks` is 87, but `llcs.rows` has 4 elements; compare the two in the scheduler's source, or remove `take`"
    );
    let error = Negative::from_snapshot(&snapshot).unwrap_err();
    assert!(matches!(error, SchemaError::RowCount { count: -4_334_529_670, found: None, .. }), "{error}");
}
