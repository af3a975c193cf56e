use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counters {
    #[snapshot(take = "nr_layers")]
    waits: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
