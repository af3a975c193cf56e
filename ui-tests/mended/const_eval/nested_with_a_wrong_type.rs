// The struct does not name an object, so the struct that uses it compares it with its own.
use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
    max_ns: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    waits: Waits,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
