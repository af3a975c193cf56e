//! Values in the targets of pointers.

#[derive(SnapshotSchema)]
#[snapshot(object = "../tests/bpf/pointers.bpf.o")]
struct Domains {
    nr_moves: u64,
    #[snapshot(path = "busiest->load", gauge)]
    load: Option<u64>,
    #[snapshot(path = "dom_ctxs[*]->buckets[1].duty", gauge)]
    duties: [Option<u64>; 4],
}
