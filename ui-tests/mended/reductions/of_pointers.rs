use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_ptrs: [ktsnap::Ptr; 2],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
