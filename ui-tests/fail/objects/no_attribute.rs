use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
