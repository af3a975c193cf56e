use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "u64[4]")]
struct Moves {
    #[snapshot(key = "0")]
    to_first: u64,
}

fn main() {}
