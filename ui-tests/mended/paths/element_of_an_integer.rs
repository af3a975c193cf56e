use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "nr_enqueued")]
    first: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
