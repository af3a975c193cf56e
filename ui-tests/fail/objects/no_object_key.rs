use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(section = ".bss")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
