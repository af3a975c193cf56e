use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o")]
struct Counters {
    #[snapshot(path = "busiest->load", gauge)]
    load: u64,
}

#[test]
fn reads() {
    crate::read_pointers::<Counters>();
}
