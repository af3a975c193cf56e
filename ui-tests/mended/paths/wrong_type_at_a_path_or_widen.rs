use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "waits.nr", widen)]
    nr_waits: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
