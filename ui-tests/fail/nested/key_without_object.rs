use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    #[snapshot(key = "DSP_LOCAL")]
    nr: u32,
}

fn main() {}
