use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    #[snapshot(allow_unmapped)]
    nr: u32,
}

fn main() {}
