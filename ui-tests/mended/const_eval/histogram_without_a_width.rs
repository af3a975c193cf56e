use ktsnap::SnapshotSchema;
use ktsnap::histogram::{Histogram, Linear};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    wait_us: Histogram<Linear<0, 1>>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
