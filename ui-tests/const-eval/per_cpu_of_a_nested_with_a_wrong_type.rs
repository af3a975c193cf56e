use ktsnap::{PerCpu, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(type = "struct cpu_stats")]
struct CpuStats {
    nr_runs: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats")]
struct Stats {
    #[snapshot(key = "0")]
    all: PerCpu<CpuStats>,
}

fn main() {}
