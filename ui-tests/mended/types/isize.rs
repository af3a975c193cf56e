use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_long: i64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
