use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Counters {
    #[snapshot(sum, take = "nr_runs")]
    running_ns: Vec<u64>,
}

fn main() {}
