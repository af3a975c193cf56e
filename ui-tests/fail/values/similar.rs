use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stat")]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: u64,
}

fn main() {}
