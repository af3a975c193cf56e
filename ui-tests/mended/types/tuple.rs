use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    #[snapshot(path = "a_point.x")]
    a_point: i32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
