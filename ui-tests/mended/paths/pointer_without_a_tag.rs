use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/pointers.bpf.o")]
struct Counters {
    #[snapshot(path = "untagged")]
    load: ktsnap::Ptr,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
