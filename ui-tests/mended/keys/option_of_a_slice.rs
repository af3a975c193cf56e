use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct Counters {
    #[snapshot(key = "2..4")]
    some: Vec<Option<u64>>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
