use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/none")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
