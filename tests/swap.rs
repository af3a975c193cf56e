//! Reads of real reports from after a scheduler was replaced, which hold two copies of its globals.

mod support;

use ktsnap::select::PickReason;
use ktsnap::{Snapshot, SnapshotError, SnapshotSchema, pickers};
use support::capture;

#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_cross / (nr_mig_same + nr_mig_cross)))]
struct Dispatch {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

const LIVE: Dispatch = Dispatch { nr_mig_same: 405, nr_mig_cross: 748 };
const DEAD: Dispatch = Dispatch { nr_mig_same: 1266, nr_mig_cross: 2414 };

#[test]
fn from_snapshot_reads_the_live_copy_although_the_dead_copy_has_the_largest_sum() {
    let report = capture("examples/captures/dispatch-swap.json");
    let snapshot = Snapshot::new(&report);
    assert_eq!(Dispatch::from_snapshot(&snapshot).unwrap(), LIVE);
    assert_eq!(Dispatch::from_snapshot_via(&snapshot, pickers::max_by_sum_u64).unwrap(), DEAD);
}

#[test]
fn the_pick_names_the_live_copy_and_the_copy_that_it_passed_over() {
    let report = capture("examples/captures/dispatch-swap.json");
    let pick = Dispatch::pick(&Snapshot::new(&report)).unwrap();
    assert_eq!(pick.reason, PickReason::Active);
    assert!(report.active_map_kvas.contains(&pick.map.map_kva));
    let [dead] = pick.passed_over.as_slice() else { panic!("{pick}") };
    assert_eq!(dead.name, "dispatch.bss");
    assert!(!report.active_map_kvas.contains(&dead.map_kva));
    assert_eq!(
        pick.to_string(),
        "dispatch.bss at 0xffff88810001c000, the running scheduler's (passed over: dispatch.bss at 0xffff88810000d000)"
    );
}

#[test]
fn the_ratio_is_computed_from_the_live_copy() {
    let report = capture("examples/captures/dispatch-swap.json");
    let counters = Dispatch::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!(counters.cross_fraction(), Ok(748.0 / (405.0 + 748.0)));
}

#[test]
fn before_the_swap_the_only_copy_is_read_and_its_counters_grow() {
    let read = |name| {
        let report = capture(&format!("examples/captures/dispatch-{name}.json"));
        Dispatch::from_snapshot(&Snapshot::new(&report)).unwrap()
    };
    let [a0, a1, a2] = ["a0", "a1", "a2"].map(read);
    assert_eq!(a0, Dispatch { nr_mig_same: 539, nr_mig_cross: 932 });
    assert!(a0.nr_mig_cross < a1.nr_mig_cross && a1.nr_mig_cross < a2.nr_mig_cross);
}

/// Counters of scx_bpfland, which was restarted between the captures `a2` and `b0`.
#[derive(Debug, PartialEq, SnapshotSchema)]
#[snapshot(object = "examples/bpf/nr_counters.bpf.o")]
struct Bpfland {
    nr_direct_dispatches: u64,
    nr_shared_dispatches: u64,
    nr_running: u64,
}

#[test]
fn after_a_restart_of_scx_bpfland_the_running_instance_is_read() {
    let read = |name| {
        let report = capture(&format!("captures/scx_bpfland-{name}.json"));
        let Bpfland { nr_direct_dispatches, nr_shared_dispatches, nr_running } =
            Bpfland::from_snapshot(&Snapshot::new(&report)).unwrap();
        (nr_direct_dispatches, nr_shared_dispatches, nr_running)
    };
    assert_eq!(read("a0"), (129, 2869, 4));
    assert_eq!(read("a1"), (213, 6069, 4));
    assert_eq!(read("a2"), (292, 9262, 4));
    assert_eq!(read("b0"), (81, 2885, 4));
    assert_eq!(read("b1"), (201, 6567, 4));
}

#[test]
fn the_untyped_view_agrees_on_the_live_copy() {
    let report = capture("captures/scx_bpfland-b0.json");
    let snapshot = Snapshot::new(&report);
    assert_eq!(snapshot.live_var("nr_direct_dispatches").as_u64(), Ok(81));
    assert_eq!(snapshot.var("nr_direct_dispatches").as_u64(), Ok(81), "two copies, so the running one's");
    let both: Vec<_> = snapshot.vars("nr_direct_dispatches").map(|(_, field)| field.as_u64().unwrap()).collect();
    assert_eq!(both, [338, 81]);
    let picked = snapshot.live_var_via("nr_direct_dispatches", pickers::max_by_counter_value);
    assert_eq!(picked.as_u64(), Ok(338));
}

#[test]
fn a_placeholder_report_gives_no_counters() {
    let report = capture("captures/ktstr-placeholder.json");
    let snapshot = Snapshot::new(&report);
    assert!(snapshot.is_placeholder());
    let error = Dispatch::from_snapshot(&snapshot).unwrap_err();
    assert_eq!(error, SnapshotError::PlaceholderSnapshot { tag: None }.into());
}
