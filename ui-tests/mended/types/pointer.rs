use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_u64_ptr: ktsnap::Ptr,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
