use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o", ratio(share = load / nr_moves))]
struct Counters {
    nr_moves: u64,
    #[snapshot(path = "busiest->load", gauge)]
    load: Option<u64>,
    #[snapshot(path = "dom_ctxs[0]->load", gauge)]
    first: u64,
}

fn main() {}
