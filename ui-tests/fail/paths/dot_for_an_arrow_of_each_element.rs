use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o")]
struct Counters {
    #[snapshot(path = "dom_ctxs[*].parent.load", gauge)]
    load: Vec<Option<u64>>,
}

fn main() {}
