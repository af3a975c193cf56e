use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot = "examples/bpf/dispatch.bpf.o"]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
