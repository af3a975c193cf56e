use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct cpu_stats", map = "cpu_stats")]
struct CpuStats {
    nr_runs: u64,
}

fn main() {}
