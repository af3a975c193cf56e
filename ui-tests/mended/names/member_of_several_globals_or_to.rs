use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    #[snapshot(path = "last_cross.to.cpu")]
    cpu: i16,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
