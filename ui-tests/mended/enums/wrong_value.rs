use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", type = "enum color")]
enum Color {
    Red,
    Green,
    Blue = 7,
}

fn main() {}
