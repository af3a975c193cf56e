use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
enum Llc {
    LlcFirst,
    LlcEnd = 5,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", enums(Llc))]
struct Counters {
    #[snapshot(path = "moves[0][LLC_FIRST..LLC_END]")]
    some: Vec<u64>,
}

fn main() {}
