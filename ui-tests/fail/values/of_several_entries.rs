use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits", value = "struct wait_stats")]
struct Waits {
    nr: u32,
}

fn main() {}
