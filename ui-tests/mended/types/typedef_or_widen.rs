use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    #[snapshot(widen)]
    a_typedef: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
