use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", value = "struct cpu_stats")]
struct Stats {
    nr_enqueued: u64,
}

fn main() {}
