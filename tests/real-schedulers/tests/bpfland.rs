//! Reports of a real scx_bpfland, read through the object that its published binary carries.

use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema, pickers};
use real_schedulers::bpfland::Bpfland;

/// The folder with the reports: `KTSNAP_CAPTURES`, or the repository's.
fn report(name: &str) -> FailureDumpReport {
    let folder = std::env::var("KTSNAP_CAPTURES")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../captures").to_owned());
    FailureDumpReport::from_path(format!("{folder}/scx_bpfland-{name}.json")).unwrap()
}

#[track_caller]
fn assert_reads(name: &str, direct: u64, shared: u64, running: u64) {
    let report = report(name);
    let counters = Bpfland::from_snapshot(&Snapshot::new(&report)).unwrap();
    let read = (counters.nr_direct_dispatches, counters.nr_shared_dispatches, counters.nr_running);
    assert_eq!(read, (direct, shared, running));
    assert_eq!(counters.nr_online_cpus, 4);
    assert_eq!(counters.direct_fraction(), Ok(direct as f64 / (direct + shared) as f64));
}

#[test]
fn one_instance_is_read() {
    assert_reads("a0", 129, 2869, 4);
}

#[test]
fn after_the_restart_the_running_instance_is_read() {
    assert_reads("b0", 81, 2885, 4);
    assert_reads("b1", 201, 6567, 4);
}

#[test]
fn the_largest_sum_is_the_dead_instance() {
    let report = report("b0");
    let dead = Bpfland::from_snapshot_via(&Snapshot::new(&report), pickers::max_by_sum_u64).unwrap();
    assert_eq!((dead.nr_direct_dispatches, dead.nr_shared_dispatches), (338, 10968));
}

#[test]
fn the_difference_counts_and_keeps_the_gauges() {
    let (earlier, later) = (report("a0"), report("a1"));
    let earlier = Bpfland::from_snapshot(&Snapshot::new(&earlier)).unwrap();
    let later = Bpfland::from_snapshot(&Snapshot::new(&later)).unwrap();
    let change = later.since(&earlier).unwrap();
    assert_eq!((change.nr_direct_dispatches, change.nr_shared_dispatches), (84, 3200));
    assert_eq!((change.nr_running, change.nr_online_cpus), (4, 4));
    assert_eq!(change.direct_fraction(), Ok(84.0 / 3284.0));
}

#[test]
fn all_counters_are_variables_of_the_captured_map() {
    let report = report("a0");
    let snapshot = Snapshot::new(&report);
    let counters = Bpfland::schema().vars.iter().filter(|var| !["nr_running", "nr_online_cpus"].contains(&var.name));
    assert_eq!(counters.clone().count(), 18);
    for var in counters {
        assert!(snapshot.live_var(var.name).is_present(), "{}", var.name);
    }
}
