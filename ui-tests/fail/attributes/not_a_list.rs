use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
