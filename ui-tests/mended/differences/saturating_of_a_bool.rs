use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    saw_cross: bool,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
