//! Runs the checks on series without a machine, as `post_vm` does after a run.

use std::sync::Arc;

use anyhow::Result;
use ktstr::prelude::{FailureDumpReport, SampleSeries, SnapshotBridge};
use scx::{cell0, isolation, swap};
use serde_json::{Value, json};

/// A series as `VmResult::periodic_series` makes it: a report every two seconds, each with the number of its step.
fn series(reports: impl IntoIterator<Item = (u16, Value)>) -> SampleSeries {
    let bridge = SnapshotBridge::new(Arc::new(|_| None));
    for (index, (step, report)) in (0_u64..).zip(reports) {
        let report: FailureDumpReport = serde_json::from_value(report).unwrap();
        bridge.store_with_stats_and_step(
            &format!("periodic_{index:03}"),
            report,
            None,
            Some(2_000 * index),
            None,
            step,
        );
    }
    SampleSeries::from_drained_typed(bridge.drain_ordered_with_stats(), None).periodic_only()
}

fn capture(name: &str) -> Value {
    let file = format!("{}/../../examples/captures/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

#[track_caller]
fn error(check: Result<()>) -> String {
    format!("{:#}", check.unwrap_err())
}

fn uint(bits: u32, value: u64) -> Value {
    json!({"kind": "uint", "bits": bits, "value": value})
}

fn array(elements: impl IntoIterator<Item = Value>) -> Value {
    let elements: Vec<_> = elements.into_iter().collect();
    json!({"kind": "array", "len": elements.len(), "elements": elements})
}

fn structure(name: &str, members: Vec<(&str, Value)>) -> Value {
    let members: Vec<_> = members.into_iter().map(|(name, value)| json!({"name": name, "value": value})).collect();
    json!({"kind": "struct", "type_name": name, "members": members})
}

/// A report of scx_mitosis on a machine with a CPU for each element of `owners`, the cell that owns it. Each CPU queued
/// `local` tasks of each cell to an idle CPU of the cell, and `borrowed` to another.
fn mitosis(owners: &[u64], local: u64, borrowed: u64) -> Value {
    let cpu = |owner: u64| {
        let row = |cell| {
            let counts = |stat| match stat {
                0 if cell < 3 => local,
                4 if cell < 3 => borrowed,
                _ => 0,
            };
            array((0..13).map(|stat| uint(64, counts(stat))))
        };
        let ran = |cell| if cell < 3 { 1_000 * local } else { 0 };
        structure(
            "cpu_ctx",
            vec![
                ("cstats", array((0..256).map(row))),
                ("running_ns", array((0..256).map(|cell| uint(64, ran(cell))))),
                ("cell", uint(32, owner)),
            ],
        )
    };
    let cpus: Vec<_> = owners.iter().map(|&owner| cpu(owner)).collect();
    let config = structure("cell_config", vec![("num_cells", uint(32, 3))]);
    let bss = structure(".bss", vec![("cell_config", config), ("applied_configuration_seq", uint(32, 2))]);
    json!({"schema": "single", "active_obj_name": "bpf_bpf", "maps": [
        {"name": "bpf_bpf.bss", "map_kva": 1, "map_type": 2, "value_size": 56344, "max_entries": 1, "value": bss},
        {"name": "cpu_ctxs", "map_kva": 2, "map_type": 6, "value_size": 30736, "max_entries": 1,
         "percpu_entries": [{"key": 0, "per_cpu": cpus}]},
    ]})
}

/// A report of the machine without a scheduler.
fn detached() -> Value {
    json!({"schema": "single", "maps": []})
}

#[test]
fn tenants_keep_to_their_cells_until_the_scheduler_is_detached() {
    let run = |borrowed| [(1, mitosis(&[0, 1, 2], 10, 0)), (1, mitosis(&[0, 1, 2], 30, borrowed)), (2, detached())];
    isolation::cells(&series(run(20))).unwrap();
    assert_eq!(
        error(isolation::cells(&series(run(40)))),
        "cell 1 borrowed CPUs for 0.6666666666666666 of its decisions"
    );

    let [first, second, _] = run(20);
    let message = error(isolation::cells(&series([first, second, (2, mitosis(&[0, 1, 2], 30, 20))])));
    assert_eq!(message, "periodic_002 still has the maps of scx_mitosis after it was detached");
}

#[test]
fn a_tenant_without_work_is_noticed() {
    let idle = || (1, mitosis(&[0, 1, 2], 10, 0));
    let message = error(isolation::cells(&series([idle(), idle(), (2, detached())])));
    assert_eq!(message, "no task of cell 1 ran from periodic_000 to periodic_001");
}

#[test]
fn cell_0_without_cpus_is_noticed() {
    let owned = || (1, mitosis(&[0, 1, 2, 2], 10, 0));
    cell0::check(&series([owned(), owned()])).unwrap();
    let message = error(cell0::check(&series([owned(), (1, mitosis(&[1, 1, 2, 2], 10, 0))])));
    assert_eq!(
        message,
        "periodic_001: cell 0 owns no CPU after 2 configurations; the other cells own [(1, 2), (2, 2)]"
    );
}

/// The report `dispatch-swap` holds both copies, and lists the second copy's maps as live.
#[test]
fn the_running_copy_is_read_after_a_replacement() {
    swap::check(&series([(1, capture("dispatch-a0")), (2, capture("dispatch-swap"))])).unwrap();
}

#[test]
fn a_sample_without_a_scheduler_is_tolerated() {
    let reports = [(1, capture("dispatch-a0")), (2, detached()), (2, capture("dispatch-swap"))];
    swap::check(&series(reports)).unwrap();
    let message = error(swap::check(&series([(1, detached()), (2, detached())])));
    assert!(message.starts_with("no sample could be read"), "{message}");
}

#[test]
fn live_maps_that_exclude_every_copy_fail_the_check() {
    let mut excluded = capture("dispatch-swap");
    excluded["active_map_kvas"] = json!([0x9999]);
    let message = error(swap::check(&series([(1, capture("dispatch-a0")), (2, excluded)])));
    assert!(message.starts_with("periodic_001: the live maps exclude every copy: "), "{message}");
    assert!(message.contains("0x9999"), "{message}");
}

#[test]
fn copies_that_nothing_tells_apart_fail_the_check() {
    let mut ambiguous = capture("dispatch-swap");
    let ambiguous_report = ambiguous.as_object_mut().unwrap();
    ambiguous_report.remove("active_map_kvas");
    let message = error(swap::check(&series([(1, capture("dispatch-a0")), (2, ambiguous)])));
    assert!(message.starts_with("periodic_001: the read does not choose a copy: "), "{message}");
}

#[test]
fn a_run_without_the_window_of_two_copies_fails_the_check() {
    let message = error(swap::check(&series([(1, capture("dispatch-a0")), (2, capture("dispatch-a1"))])));
    assert!(message.starts_with("no report after the replacement holds both copies"), "{message}");
    let message = error(swap::check(&series([(1, capture("dispatch-a0")), (1, capture("dispatch-swap"))])));
    assert_eq!(message, "no sample was taken after the replacement");
}
