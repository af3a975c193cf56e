use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    #[snapshot(skip, rename = "nr_mig_same")]
    same: u64,
    #[snapshot(skip, sum)]
    all: u64,
}

fn main() {}
