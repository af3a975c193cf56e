use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
enum Color {
    Red,
    Green,
    Blue = 7,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_enum: Color,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
