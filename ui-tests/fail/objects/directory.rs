use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
