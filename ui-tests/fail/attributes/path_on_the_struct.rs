use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", path = "waits.nr")]
struct Counters {
    nr_enqueued: u64,
}

fn main() {}
