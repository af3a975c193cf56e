use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    r#type: u32,
}

fn main() {}
