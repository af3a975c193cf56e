use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
enum Llc {
    LlcNear,
    LlcFar,
    NrLlcs,
}

#[derive(SnapshotSchema)]
#[snapshot(type = "u64[NR_LLCS]", enums(Llc))]
struct Moves {
    #[snapshot(key = "NR_LLCS")]
    far: u64,
}

fn main() {}
