use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct llc_stats[4]")]
struct Llc {
    #[snapshot(key = "0")]
    nr_in: u64,
}

fn main() {}
