use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    #[snapshot(take(moves = counts.llcs))]
    moves: Vec<[u64; 4]>,
}

fn main() {}
