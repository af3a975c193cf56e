use ktsnap::SnapshotSchema;
use ktsnap::histogram::{Histogram, Log2};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    #[snapshot(widen)]
    depth: Histogram<Log2>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
