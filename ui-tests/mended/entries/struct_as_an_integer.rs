use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits")]
struct Waits {
    #[snapshot(key = "DSP_LOCAL", path = "total_ns")]
    local: u64,
}

#[test]
fn reads() {
    crate::read::<Waits>();
}
