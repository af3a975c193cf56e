use ktsnap::{FailureDumpReport, PerCpu, Snapshot, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct CpuStats {
    nr_runs: u64,
}

fn main() {
    let report = FailureDumpReport::from_path("run.failure-dump.json").unwrap();
    let stats = PerCpu::<CpuStats>::from_snapshot(&Snapshot::new(&report)).unwrap();
    assert_eq!(stats.total().unwrap().nr_runs, 0);
}
