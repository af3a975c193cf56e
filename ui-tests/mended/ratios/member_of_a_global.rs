use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(mean = total_ns / nr_enqueued))]
struct Counters {
    nr_enqueued: u64,
    #[snapshot(path = "waits.total_ns")]
    total_ns: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
