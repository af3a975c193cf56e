use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    nr: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(mean = waits / nr_enqueued))]
struct Counters {
    nr_enqueued: u64,
    waits: Waits,
}

fn main() {}
