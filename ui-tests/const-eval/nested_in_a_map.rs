use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    nr: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits")]
struct QueueWaits {
    #[snapshot(key = "*")]
    all: Vec<Waits>,
}

fn main() {}
