use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "last_task")]
    pid: ktsnap::Ptr,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
