use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "waits.total_ns")]
    mean_ns: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
