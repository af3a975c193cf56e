use ktsnap::{PerCpu, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(type = "struct cpu_stats")]
struct CpuStats {
    nr_runs: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats")]
struct Stats {
    #[snapshot(key = "0")]
    all: PerCpu<CpuStats>,
}

#[test]
fn reads() {
    crate::read::<Stats>();
}
