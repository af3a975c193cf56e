use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    #[snapshot(path = "last_enq.cpu")]
    cpu: u32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
