use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct wait_stats")]
struct Waits {
    max: u64,
}

fn main() {}
