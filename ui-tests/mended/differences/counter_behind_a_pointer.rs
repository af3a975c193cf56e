use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o")]
struct Counters {
    nr_moves: u64,
    #[snapshot(path = "busiest->load", gauge)]
    load: Option<u64>,
}

#[test]
fn reads() {
    crate::read_pointers::<Counters>();
}
