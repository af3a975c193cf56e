use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", value = "struct cpu_stats")]
struct Stats {
    #[snapshot(sum)]
    nr_runs: u64,
}

fn main() {}
