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
