use ktsnap::SnapshotSchema;
use ktsnap::histogram::{Histogram, Log2};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    hist: Vec<Histogram<Log2<8>>>,
}

fn main() {}
