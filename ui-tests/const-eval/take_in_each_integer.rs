use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Moves {
    moves: Vec<[u64; 4]>,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counts {
    #[snapshot(path = "last_enq.cpu")]
    llcs: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(parts)]
struct Both {
    #[snapshot(take(moves[*][*][*] = counts.llcs))]
    moves: Moves,
    counts: Counts,
}

fn main() {}
