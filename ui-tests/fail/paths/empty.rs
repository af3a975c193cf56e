use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "")]
    nr_enqueued: u64,
}

fn main() {}
