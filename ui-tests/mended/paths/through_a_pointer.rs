use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    #[snapshot(path = "a_struct_ptr")]
    id: ktsnap::Ptr,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
