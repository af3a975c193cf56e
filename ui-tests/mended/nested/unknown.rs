use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", type = "struct point")]
struct Waits {
    x: i32,
}

fn main() {}
