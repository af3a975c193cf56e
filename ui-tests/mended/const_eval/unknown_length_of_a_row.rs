use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
enum Llc {
    LlcNear,
    LlcFar,
    MaxLlcs,
}

#[derive(SnapshotSchema)]
#[snapshot(type = "u64[MAX_LLCS]", enums(Llc))]
struct Moves {
    #[snapshot(key = "LLC_FAR")]
    far: u64,
}

fn main() {}
