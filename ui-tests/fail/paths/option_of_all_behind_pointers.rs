use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o")]
struct Counters {
    #[snapshot(path = "dom_ctxs[*]->load", gauge)]
    load: Option<Vec<u64>>,
}

fn main() {}
