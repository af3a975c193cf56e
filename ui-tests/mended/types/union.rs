use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    #[snapshot(path = "a_union.u")]
    a_union: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
