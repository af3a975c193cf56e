use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "shapes.bpf.o")]
struct Counters {
    nr_enqueued: u64,
}

fn main() {}
