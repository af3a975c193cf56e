use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_u64: u64,
    #[snapshot(path = "d_point.x")]
    x: i32,
}

fn main() {}
