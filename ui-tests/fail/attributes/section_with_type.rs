use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats", section = ".bss")]
struct Waits {
    nr: u32,
}

fn main() {}
