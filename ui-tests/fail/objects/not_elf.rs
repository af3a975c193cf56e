use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "LICENSE")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
