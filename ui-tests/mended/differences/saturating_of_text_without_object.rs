use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    #[snapshot(saturating)]
    max_ns: u64,
    name: String,
}

fn main() {}
