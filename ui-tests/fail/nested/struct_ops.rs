use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats", struct_ops = "dispatch_ops")]
struct Waits {
    nr: u32,
}

fn main() {}
