use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", type = "union number")]
struct Number {
    u: u64,
}

fn main() {}
