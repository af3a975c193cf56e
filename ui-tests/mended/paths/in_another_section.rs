use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_u64: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Points {
    #[snapshot(path = "d_point.x")]
    x: i32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
    crate::read::<Points>();
}
