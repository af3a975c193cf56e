use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(cross = nr_mig_cross / nr_enqueued))]
struct Counters {
    nr_enqueued: u64,
    nr_mig_cross: u64,
    #[snapshot(skip)]
    elapsed_ns: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
