use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/fifo.bpf.o", struct_ops = "fifo_ops")]
struct Counters {
    nr_enqueued: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
