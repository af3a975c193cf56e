use ktsnap::SnapshotSchema;
use ktsnap::histogram::{Histogram, Log2};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    hist: Vec<[[u64; 8]; 2]>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
