use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_point: (i32, i32),
}

fn main() {}
