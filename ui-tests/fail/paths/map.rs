use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "cpu_stats.nr_runs", sum)]
    nr_runs: u64,
}

fn main() {}
