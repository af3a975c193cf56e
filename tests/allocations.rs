//! Making a view, looking up names and reading a struct allocate nothing, whatever the size of the report. A read from text
//! allocates little.

mod support;

use allocation_counter::measure;
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};
use support::capture;

#[track_caller]
fn assert_allocates_nothing(look: impl FnOnce()) {
    let count = measure(look).count_total;
    assert_eq!(count, 0, "{count} allocations");
}

#[test]
fn making_a_view_costs_nothing() {
    let report = capture("captures/ktstr-rich-late_run.json");
    assert_allocates_nothing(|| _ = Snapshot::new(&report));
}

#[test]
fn a_lookup_that_finds_something_allocates_nothing() {
    let report = capture("captures/ktstr-rich-late_run.json");
    let snapshot = Snapshot::new(&report);
    let active = snapshot.active().unwrap();
    let map = snapshot.map("rich_tasks").unwrap();
    assert_allocates_nothing(|| assert_eq!(snapshot.map("bpf_bpf.data").unwrap().name(), "bpf_bpf.data"));
    assert_allocates_nothing(|| assert_eq!(snapshot.var("data_neg").as_i64(), Ok(-42)));
    assert_allocates_nothing(|| assert_eq!(snapshot.var("data_pt").get("y").as_i64(), Ok(7)));
    assert_allocates_nothing(|| assert_eq!(active.vars("max_u64").count(), 1));
    assert_allocates_nothing(|| assert_eq!(active.map_count(), 2));
    assert_allocates_nothing(|| assert!(map.at(0).is_present()));
    assert_allocates_nothing(|| assert!(map.max_by(|entry| entry.key("").as_u64().unwrap_or(0)).is_present()));
    assert_allocates_nothing(|| assert_eq!(snapshot.per_cpu_time_at(0).unwrap().cpu, 0));
    assert_allocates_nothing(|| assert!(snapshot.prog_runtime_stats_by_name("rich_select_cpu").is_some()));
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(layout = "tests/machine/schemas/scx_bpfland.json")]
struct Dispatches {
    nr_kthread_dispatches: u64,
    nr_direct_dispatches: u64,
    nr_shared_dispatches: u64,
}

const BPFLAND: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/captures/scx_bpfland-b0.json");

#[test]
fn a_typed_read_allocates_nothing() {
    let report = capture("captures/scx_bpfland-b0.json");
    assert_allocates_nothing(|| assert!(Dispatches::from_snapshot(&Snapshot::new(&report)).is_ok()));
}

/// A report of 278 KB. The text of the file is not counted.
#[test]
fn a_read_from_text_keeps_little_of_it() {
    let json = std::fs::read(BPFLAND).unwrap();
    let mut read = None;
    let kept = measure(|| read = Dispatches::from_json_slice(&json).ok()).bytes_max;
    let whole = measure(|| _ = FailureDumpReport::from_json(str::from_utf8(&json).unwrap())).bytes_max;
    assert!(read.is_some() && kept < 16 * 1024 && kept < whole / 32, "{kept} bytes of {whole}");
}

/// The allocated memory does not grow with maps that hold no field and do not identify the running scheduler.
#[test]
fn a_read_from_text_keeps_nothing_of_other_maps() {
    let few = std::fs::read_to_string(BPFLAND).unwrap();
    let other = r#"{"name":"cpu_ctx_stor","map_type":2,"value_size":8,"max_entries":1},"#;
    let many = few.replacen(r#""maps":["#, &format!(r#""maps":[{}"#, other.repeat(10_000)), 1);
    let kept = |json: &str| {
        let mut read = None;
        let kept = measure(|| read = Dispatches::from_json_slice(json.as_bytes()).ok()).bytes_max;
        assert!(read.is_some());
        kept
    };
    assert_eq!(kept(&many), kept(&few));
}

/// A row of `cstats` in scx_mitosis, with all of its columns.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(type = "u64[13]")]
struct Cell {
    #[snapshot(key = "0")]
    c0: u64,
    #[snapshot(key = "1")]
    c1: u64,
    #[snapshot(key = "2")]
    c2: u64,
    #[snapshot(key = "3")]
    c3: u64,
    #[snapshot(key = "4")]
    c4: u64,
    #[snapshot(key = "5")]
    c5: u64,
    #[snapshot(key = "6")]
    c6: u64,
    #[snapshot(key = "7")]
    c7: u64,
    #[snapshot(key = "8")]
    c8: u64,
    #[snapshot(key = "9")]
    c9: u64,
    #[snapshot(key = "10")]
    c10: u64,
    #[snapshot(key = "11")]
    c11: u64,
    #[snapshot(key = "12")]
    c12: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(layout = "tests/real-schedulers/schemas/scx_mitosis.json", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Cells {
    #[snapshot(path = "cstats", sum)]
    cells: Vec<Cell>,
}

/// A report with `cpu_ctxs` of eight CPUs. `cstats[cell][stat]` of each is `13 * cell + stat`.
fn cells_of_eight_cpus() -> FailureDumpReport {
    let array = |elements: Vec<serde_json::Value>| serde_json::json!({"kind": "array", "len": elements.len(), "elements": elements});
    let row = |cell: u64| array((0..13).map(|stat| support::uint(64, 13 * cell + stat)).collect());
    let ctx = serde_json::json!({"kind": "struct", "type_name": "cpu_ctx", "members": [
        {"name": "cstats", "value": array((0..256).map(row).collect())},
    ]});
    support::report(&support::of_maps(&[serde_json::json!({
        "name": "cpu_ctxs", "map_kva": 1, "map_type": 6, "value_size": 30736, "max_entries": 1,
        "percpu_entries": [{"key": 0, "per_cpu": vec![ctx; 8]}],
    })]))
}

#[test]
fn a_total_of_rows_allocates_the_memory_of_the_rows_once() {
    let report = cells_of_eight_cpus();
    let snapshot = Snapshot::new(&report);
    let mut read = None;
    let counted = measure(|| read = Cells::from_snapshot(&snapshot).ok());
    let cells = read.unwrap().cells;
    assert_eq!((cells.len(), cells[255].c12), (256, 8 * (13 * 255 + 12)));
    assert_eq!((counted.count_total, counted.bytes_total), (1, 256 * 13 * 8));
}
