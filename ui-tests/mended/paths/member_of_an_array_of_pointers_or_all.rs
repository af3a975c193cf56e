use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o")]
struct Counters {
    #[snapshot(path = "dom_ctxs[*]->load", gauge)]
    load: Vec<u64>,
}

#[test]
fn reads() {
    crate::read_pointers::<Counters>();
}
