//! The untyped view, with any names and paths.
//!
//! The input has the names and paths, one in each line, an empty line, and a report.

use ktsnap::report::RenderedValue;
use ktsnap::{FailureDumpReport, Snapshot, SnapshotEntry, SnapshotField, SnapshotMap, pickers};

use crate::inputs::head_and_body;

/// The number of entries and CPUs that are read, so that a large map costs no more than a small one.
const MOST: usize = 20;

/// Runs the target.
///
/// # Panics
///
/// Panics if a property does not hold.
pub fn run(input: &[u8]) {
    let (head, body) = head_and_body(input);
    let Some(report) = str::from_utf8(body).ok().and_then(|json| FailureDumpReport::from_json(json).ok()) else {
        return;
    };
    let names: Vec<&str> = head.into_iter().chain(["", "nr_mig_cross", "stats", "dispatch.bss"]).take(MOST).collect();
    let snapshot = Snapshot::new(&report);
    all(&snapshot, &names);
    match snapshot.active() {
        Ok(active) => all(&active, &names),
        Err(error) => assert!(error.to_string().len() > 8),
    }
    machine(&snapshot);
}

fn all(snapshot: &Snapshot<'_>, names: &[&str]) {
    assert!(snapshot.map_count() <= snapshot.report().maps.len());
    let several = snapshot.live_vars_via(names, pickers::max_by_sum_u64);
    if let Err(error) = several {
        assert!(error.to_string().len() > 8);
    }
    for name in names {
        field(&snapshot.var(name), names);
        field(&snapshot.live_var(name), names);
        field(&snapshot.live_var_via(name, pickers::max_by_counter_value), names);
        assert!(snapshot.vars(name).count() <= snapshot.report().maps.len());
        match snapshot.map(name) {
            Ok(of_name) => map(&of_name, names),
            Err(error) => assert!(error.to_string().len() > 8),
        }
    }
}

fn map(map: &SnapshotMap<'_>, names: &[&str]) {
    let _ = (map.arena(), map.fd_array(), map.ringbuf(), map.stack_trace(), map.map_error(), map.name(), map.raw());
    for at in (0..MOST).chain([usize::MAX]) {
        entry(&map.at(at), names);
        entry(&map.cpu(at).at(0), names);
    }
    entry(&map.find(|of| of.get("").is_present()), names);
    entry(&map.max_by(|of| of.get("").as_u64().unwrap_or_default()), names);
    assert_eq!(map.filter(|_| false).len(), 0);
}

fn entry(entry: &SnapshotEntry<'_>, names: &[&str]) {
    let _ = entry.is_present();
    for name in names {
        field(&entry.get(name), &[]);
        field(&entry.key(name), &[]);
        let _ = (entry.cpu_sum_u64(name), entry.cpu_max_i64(name), entry.cpu_min_f64(name), entry.cpu_sum_f64(name));
        let _ = (entry.cpu_sum_i64(name), entry.cpu_max_u64(name), entry.cpu_min_u64(name), entry.cpu_max_f64(name));
    }
}

fn field(field: &SnapshotField<'_>, names: &[&str]) {
    // What is signed and unsigned is the same number.
    if let (Ok(unsigned), Ok(signed)) = (field.as_u64(), field.as_i64()) {
        assert_eq!(i128::from(unsigned), i128::from(signed), "{field:?}");
    }
    let _ = (field.as_bool(), field.as_f64(), field.as_str());
    let _ = (field.as_bool_array(), field.as_f64_array(), field.as_i64_array(), field.as_u32_array());
    if let (Ok(array), Some(RenderedValue::Array { elements, .. })) = (field.as_u64_array(), field.raw()) {
        assert_eq!(array.len(), elements.len());
    }
    assert_ne!(field.error().is_some(), field.is_present());
    if let Some(error) = field.error() {
        assert!(error.to_string().len() > 8);
    }
    for member in field.iter_members().take(MOST) {
        let _ = member.as_u64();
    }
    for name in names {
        let _ = field.get(name).as_u64();
    }
}

fn machine(snapshot: &Snapshot<'_>) {
    let machine = snapshot.machine();
    let _ = (machine.all_registers(), machine.all_hardware_counters(), machine.allocators(), machine.cgroup_pressure());
    let _ = (machine.cpu_times(), machine.events(), machine.numa_nodes(), machine.programs(), machine.run_queues());
    let _ = (machine.scheduler(), machine.static_ranges(), machine.tasks(), machine.dsqs());
    for at in [0, 1, u32::MAX] {
        let _ = (machine.cpu_time(at), machine.numa_node(at), machine.run_queue(at), machine.local_dsq(at));
        let _ = (machine.registers(at as usize), machine.hardware_counters(at as usize), machine.dsq(u64::from(at)));
    }
}
