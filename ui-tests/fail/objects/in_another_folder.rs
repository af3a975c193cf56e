use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "shapes.bpf.o")]
struct Counters {
    a_u64: u64,
}

fn main() {}
