use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    #[snapshot(skip)]
    same: u64,
    #[snapshot(skip)]
    all: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
