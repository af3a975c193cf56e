use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    #[snapshot(path = "a_points[*].x")]
    a_points: Vec<i32>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
