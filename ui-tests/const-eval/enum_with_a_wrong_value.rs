use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
enum Color {
    Red,
    Green,
    Blue,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_enum: Color,
}

fn main() {}
