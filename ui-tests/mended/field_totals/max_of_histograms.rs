use ktsnap::SnapshotSchema;
use ktsnap::histogram::{Histogram, Log2};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct Counters {
    #[snapshot(key = "0..8")]
    low: Histogram<Log2>,
    #[snapshot(key = "8..16")]
    high: Histogram<Log2>,
    #[snapshot(sum(low, high))]
    all: Histogram<Log2>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
