use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    max_ns: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(longest = waits.max_ns / (waits.total_ns + 1)))]
struct Counters {
    waits: Waits,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
