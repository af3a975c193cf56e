use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_bools: [bool; 4],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
