use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct point")]
struct Point {
    x: i32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_points: [Point; 3],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
