use ktsnap::SnapshotSchema;

#[derive(PartialEq, Eq, Hash, SnapshotSchema)]
#[snapshot(type = "struct point")]
struct Point {
    x: i32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", map = "m_hash")]
struct Points {
    #[snapshot(key = "*")]
    rows: ktsnap::Rows<Point, Point>,
}

#[test]
fn reads() {
    crate::read::<Points>();
}
