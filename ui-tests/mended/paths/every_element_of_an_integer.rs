use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "nr_enqueued")]
    all: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
