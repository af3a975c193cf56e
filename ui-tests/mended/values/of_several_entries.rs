use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct WaitStats {
    nr: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits")]
struct Waits {
    #[snapshot(key = "*")]
    waits: Vec<WaitStats>,
}

#[test]
fn reads() {
    crate::read::<Waits>();
}
