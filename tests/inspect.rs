//! The fields of a struct by name: what tables and sweeps over all counters see.

use ktsnap::__private::{Inspect, Inspected, InspectedText};
use ktsnap::{CpuSet, PerCpu, Ptr, SnapshotEnum, SnapshotSchema};

#[derive(Debug, SnapshotEnum)]
#[snapshot(type = "enum dsp_stat")]
enum Way {
    DspLocal,
    DspShared,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    #[snapshot(gauge)]
    max_ns: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Globals {
    nr_enqueued: u64,
    #[snapshot(gauge)]
    nr_tasks: u32,
    saw_cross: bool,
    waits: Waits,
    last_dsp: Way,
    slowest_comm: String,
    last_task: Ptr,
    cross_cpus_seen: CpuSet,
    #[snapshot(sum(nr_enqueued, nr_stopping))]
    events: u64,
    nr_stopping: u64,
    #[snapshot(skip)]
    _note: Vec<std::fs::File>,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_SHARED")]
    shared: PerCpu<u64>,
}

#[derive(SnapshotSchema)]
#[snapshot(parts)]
struct Dispatch {
    globals: Globals,
    stats: Stats,
}

fn leaves(of: &dyn Inspect) -> Vec<(String, Inspected, Option<u64>)> {
    let mut leaves = Vec::new();
    of.inspect().each_leaf(&mut |leaf| leaves.push((leaf.path.to_owned(), leaf.value.clone(), leaf.counter())));
    leaves
}

#[test]
fn every_field_has_its_name_and_value_and_counters_are_known() {
    let dispatch = Dispatch::from_json_path("examples/captures/dispatch-a1.json").unwrap();
    let Globals { nr_enqueued, nr_tasks, saw_cross, waits, last_task, events, nr_stopping, .. } = &dispatch.globals;
    let counter = |path: &str, value: u64| {
        (path.to_owned(), Inspected::Integer { value: value.into(), counts: true }, Some(value))
    };
    let gauge = |path: &str, value: u64| (path.to_owned(), counter("", value).1, None);
    let text = |path: &str, value| (path.to_owned(), Inspected::Text(value), None);
    let way = match dispatch.globals.last_dsp {
        Way::DspLocal => "DSP_LOCAL".to_owned(),
        Way::DspShared => "DSP_SHARED".to_owned(),
        Way::Other(number) => number.to_string(),
    };
    let mut expected = vec![
        counter("globals.nr_enqueued", *nr_enqueued),
        gauge("globals.nr_tasks", (*nr_tasks).into()),
        text("globals.saw_cross", InspectedText::Bool(*saw_cross)),
        counter("globals.waits.total_ns", waits.total_ns),
        gauge("globals.waits.max_ns", waits.max_ns),
        text("globals.last_dsp", InspectedText::Enumerator(way)),
        text("globals.slowest_comm", InspectedText::Text(dispatch.globals.slowest_comm.clone())),
        text("globals.last_task", InspectedText::Ptr(*last_task)),
        text("globals.cross_cpus_seen", InspectedText::Cpus(dispatch.globals.cross_cpus_seen.clone())),
        counter("globals.events", *events),
        counter("globals.nr_stopping", *nr_stopping),
    ];
    for (cpu, slot) in dispatch.stats.shared.iter().enumerate() {
        expected.push(counter(&format!("stats.shared[{cpu}]"), *slot.unwrap()));
    }
    assert_eq!(leaves(&dispatch), expected);
}

#[test]
fn a_total_of_gauges_is_no_counter() {
    #[derive(SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o")]
    struct Depth {
        #[snapshot(gauge)]
        nr_enqueued: u64,
        nr_stopping: u64,
        #[snapshot(sum(nr_enqueued, nr_stopping))]
        sum: u64,
    }

    #[derive(SnapshotSchema)]
    #[snapshot(object = "examples/bpf/dispatch.bpf.o", section = ".rodata")]
    struct Options {
        slice_us: u32,
    }

    let depth = Depth::from_json_path("examples/captures/dispatch-a1.json").unwrap();
    let counters = leaves(&depth).into_iter().map(|(path, _, counter)| (path, counter.is_some()));
    let expected = [("nr_enqueued", false), ("nr_stopping", true), ("sum", false)];
    assert!(counters.eq(expected.map(|(path, counts)| (path.to_owned(), counts))));
    assert_eq!(leaves(&Options { slice_us: 4 })[0].2, None);
}
