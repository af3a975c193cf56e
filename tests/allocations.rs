//! A view borrows: making one, and looking through it, allocates nothing, however large the report is.

mod support;

use allocation_counter::measure;
use ktsnap::Snapshot;
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
