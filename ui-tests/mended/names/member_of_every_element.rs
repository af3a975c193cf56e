use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    #[snapshot(path = "per_llc[*].max_wait_ns")]
    max_wait_ns: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
