use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o")]
struct Counters {
    #[snapshot(path = "dom_ctxs[*]->load", gauge)]
    load: Vec<Option<u32>>,
}

fn main() {}
