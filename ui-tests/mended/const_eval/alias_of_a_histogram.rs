use ktsnap::SnapshotSchema;
use ktsnap::histogram::{Histogram, Log2};

type Depths = Histogram<Log2>;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    depth: [u32; 5],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
