//! A read only copies the struct's variables, so its cost does not depend on the report's size.

mod support;

use allocation_counter::{AllocationInfo, measure};
use ktsnap::{SnapshotSchema, pickers};
use ktstr::prelude::FailureDumpReport;
use support::capture;

/// Every counter of scx_bpfland.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(layout = "../tests/machine/schemas/scx_bpfland.json")]
struct Bpfland {
    nr_kthread_dispatches: u64,
    nr_direct_dispatches: u64,
    nr_shared_dispatches: u64,
    nr_idle_select_path_picks: u64,
    nr_idle_enqueue_path_picks: u64,
    nr_idle_prev_cpu_picks: u64,
    nr_idle_primary_picks: u64,
    nr_idle_spill_picks: u64,
    nr_idle_pick_failures: u64,
    nr_idle_primary_domain_misses: u64,
    nr_idle_global_misses: u64,
    nr_waker_cpu_biases: u64,
    nr_keep_running_reuses: u64,
    nr_keep_running_queue_empty: u64,
    nr_keep_running_smt_blocked: u64,
    nr_keep_running_queued_work: u64,
    nr_dispatch_cpu_dsq_consumes: u64,
    nr_dispatch_node_dsq_consumes: u64,
    nr_running: u64,
    nr_online_cpus: u64,
    nr_cpu_ids: u64,
    vtime_now: u64,
}

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    local: u64,
    #[snapshot(key = "DSP_SHARED", sum)]
    shared: u64,
}

/// The report with other maps added, up to the given megabytes of JSON.
fn grown(mut report: FailureDumpReport, megabytes: usize) -> FailureDumpReport {
    let len = serde_json::to_string(&report.maps).unwrap().len();
    let maps = report.maps.clone();
    // The copies have no address, which makes them a little shorter. Their names have the same length in both reports.
    for copy in 1..=(megabytes * 1_100_000).div_ceil(len) {
        report.maps.extend(maps.iter().cloned().map(|mut map| {
            map.name = format!("other{copy:02}_{}", map.name.replace('.', "_"));
            map.map_kva = 0;
            map
        }));
    }
    assert!(serde_json::to_string(&report).unwrap().len() > megabytes * 1_000_000);
    report
}

#[track_caller]
fn allocations<R>(read: impl FnOnce() -> R) -> AllocationInfo {
    let mut kept = None;
    let info = measure(|| kept = Some(read()));
    assert!(info.count_total < 300 && info.bytes_total < 65_536, "{info:?}");
    info
}

#[test]
fn a_read_of_22_fields_allocates_the_same_few_times_for_any_size_of_report() {
    let report = capture("captures/scx_bpfland-b0.json");
    let [small, large] = [2, 8].map(|megabytes| grown(report.clone(), megabytes));
    let by_active = [&small, &large].map(|report| allocations(|| Bpfland::from_report(report).unwrap()));
    let by_picker = [&small, &large]
        .map(|report| allocations(|| Bpfland::from_report_via(report, pickers::max_by_sum_u64).unwrap()));
    println!("by active: {:?}\nby picker: {:?}", by_active[0], by_picker[0]);
    assert_eq!(by_active[0], by_active[1]);
    assert_eq!(by_picker[0], by_picker[1]);
}

/// The rules only look at the candidates and at the names of the sections.
#[test]
fn the_entries_of_a_map_are_read_without_copying_other_maps() {
    let report = capture("examples/captures/dispatch-a2.json");
    let [small, large] = [2, 8].map(|megabytes| grown(report.clone(), megabytes));
    let [small, large] = [&small, &large].map(|report| allocations(|| Stats::from_report(report).unwrap()));
    println!("of a map: {small:?}");
    assert_eq!(small, large);
}
