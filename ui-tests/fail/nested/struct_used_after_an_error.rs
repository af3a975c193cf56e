// The error is reported in the struct, not where it is used.
use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "struct wait_stats")]
struct Waits {
    nrs: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    waits: Waits,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits")]
struct QueueWaits {
    #[snapshot(key = "*")]
    all: [Waits; 2],
}

fn main() {}
