use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_points: [u64; 3],
}

fn main() {}
