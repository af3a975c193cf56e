use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
}

fn main() {}
