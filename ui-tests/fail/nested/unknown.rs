use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", type = "struct wait_stats")]
struct Waits {
    nr: u32,
}

fn main() {}
