use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    #[snapshot(saturating)]
    max_ns: u64,
    #[snapshot(saturating)]
    name: String,
}

fn main() {}
