use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct wait_stats")]
struct Counters {
    total_ns: u64,
    max_ns: u64,
}
