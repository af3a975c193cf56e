use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
enum Llc {
    LlcNear,
    LlcFar,
    NrLlcs,
}

#[derive(SnapshotSchema)]
#[snapshot(type = "u64[2]", enums(Llc))]
struct Moves {
    #[snapshot(key = "LLC_FAR")]
    far: u64,
}

fn main() {}
