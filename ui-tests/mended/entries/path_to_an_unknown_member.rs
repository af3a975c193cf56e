use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits")]
struct Waits {
    #[snapshot(key = "DSP_LOCAL", path = "max_ns")]
    local_max_ns: u64,
}

#[test]
fn reads() {
    crate::read::<Waits>();
}
