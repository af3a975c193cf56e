use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits")]
struct Stats {
    #[snapshot(key = "0", path = "nr")]
    busy: u32,
}

#[test]
fn reads() {
    crate::read::<Stats>();
}
