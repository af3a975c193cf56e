use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "moves[*]", sum)]
    moves: Vec<Vec<u64>>,
}

fn main() {}
