use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits")]
struct Waits {
    #[snapshot(key = "*", path = "total_ns", sum)]
    all: u64,
}

#[test]
fn reads() {
    crate::read::<Waits>();
}
