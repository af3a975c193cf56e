use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_func: ktsnap::Ptr,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
