use ktsnap::SnapshotSchema;
use ktsnap::histogram::{Histogram, Log2};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    #[snapshot(path = "hist[*][0]")]
    first: Vec<Histogram<Log2<8>>>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
