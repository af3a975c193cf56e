use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "counter_t[4]")]
struct Moves {
    #[snapshot(key = "0")]
    to_first: u64,
}

fn main() {}
