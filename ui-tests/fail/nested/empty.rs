use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "")]
struct Waits {
    nr: u32,
}

fn main() {}
