use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats", allow_unmapped)]
struct Waits {
    nr: u32,
}

fn main() {}
