// Ten mistakes, ten messages: none about what the derive would have written.
use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(ratio(cross_fraction = nr_mig_crosss / (nr_mig_same + nr_mig_crosss)))]
struct Counters {
    nr_mig_same: i64,
    nr_mig_crosss: u64,
    nr_tasks: u64,
    saw_cross: u8,
    dsp_stats: [u64; 4],
    #[snapshot(rename = "nr_enqueud")]
    enqueued: u64,
    slice_us: u32,
    cpu_stats: u64,
    waits: u64,
    nr_stopping: usize,
}

fn main() {
    let report = FailureDumpReport::from_path("run.failure-dump.json").unwrap();
    let counters = Counters::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert!(counters.cross_fraction().unwrap() < 0.25, "{counters:?}");
    assert_eq!(Counters::SCHEMA.vars.len(), 10);
}
