use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_u128: [u8; 16],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
