use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct point")]
struct Point {
    x: i32,
    y: i32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_point: Point,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
