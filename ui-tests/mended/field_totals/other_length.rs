use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct Counters {
    #[snapshot(key = "0..8")]
    low: Vec<u64>,
    #[snapshot(key = "8..16")]
    high: Vec<u64>,
    #[snapshot(sum(low, high))]
    all: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
