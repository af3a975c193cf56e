use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    slowest_comm: [u8; 16],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
