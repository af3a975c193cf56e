use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(mean = total_ns / nr_enqueued))]
struct Counters {
    nr_enqueued: u64,
}

fn main() {}
