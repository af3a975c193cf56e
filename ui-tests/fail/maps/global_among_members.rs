use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct Counters {
    nr_runs: u64,
    nr_enqueued: u64,
}

fn main() {}
