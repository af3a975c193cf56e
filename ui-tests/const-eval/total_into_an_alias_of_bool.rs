use ktsnap::SnapshotSchema;

type Flag = bool;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct CpuStats {
    #[snapshot(sum)]
    nr_runs: Flag,
}

fn main() {}
