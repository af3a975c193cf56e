use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", map = "m_hash", value = "struct point")]
struct Points {
    x: i32,
}

fn main() {}
