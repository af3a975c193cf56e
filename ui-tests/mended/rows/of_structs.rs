use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
struct Llc {
    nr_in: u64,
}

fn main() {}
