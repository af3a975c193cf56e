use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct Counters {
    #[snapshot(key = "0..16")]
    some: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
