use ktsnap::{FailureDumpReport, Snapshot, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct CpuStats {
    nr_runs: u64,
}

fn read<T: SnapshotSchema>(snapshot: &Snapshot<'_>) -> T {
    T::from_snapshot(snapshot).unwrap()
}

fn main() {
    let report = FailureDumpReport::from_path("run.failure-dump.json").unwrap();
    assert_eq!(read::<CpuStats>(&Snapshot::new(&report)).nr_runs, 0);
}
