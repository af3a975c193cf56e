use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    nr: u32,
}

fn main() {}
