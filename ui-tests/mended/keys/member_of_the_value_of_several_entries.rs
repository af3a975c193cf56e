use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits")]
struct Counters {
    #[snapshot(key = "*", path = "total_ns")]
    total_ns: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
