use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(busy = count(nr_enqueued > 0)))]
struct Counters {
    nr_enqueued: u64,
}

fn main() {}
