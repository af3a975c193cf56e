use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_char: i8,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
