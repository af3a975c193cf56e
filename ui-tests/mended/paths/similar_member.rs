use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "waits.max_ns")]
    longest_ns: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
