use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "last_cross.why.waited_ns")]
    why: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
