use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Counters {
    #[snapshot(path = "nr_runs", by = "cell", sum)]
    runs: u64,
}

fn main() {}
