use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits")]
struct Waits {
    #[snapshot(key = "DSP_LOCAL", path = "nr")]
    nr: u32,
}

#[test]
fn reads() {
    crate::read::<Waits>();
}
