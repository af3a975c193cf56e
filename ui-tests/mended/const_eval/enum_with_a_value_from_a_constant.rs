// Only the compiler knows the value of the constant.
use ktsnap::{SnapshotEnum, SnapshotSchema};

const BLUE: isize = 7;

#[derive(SnapshotEnum)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", type = "enum color")]
enum Color {
    Red,
    Green,
    Blue = BLUE,
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
