use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
