use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o")]
struct Counters {
    #[snapshot(path = "nr_moves")]
    load: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
