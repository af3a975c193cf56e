use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    nr: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits")]
struct QueueWaits {
    #[snapshot(key = "*")]
    all: Vec<Waits>,
}

#[test]
fn reads() {
    crate::read::<QueueWaits>();
}
