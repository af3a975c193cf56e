use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", allow_unmapped)]
struct Counters {
    nr_enqueued: u64,
}

fn main() {}
