use ktsnap::SnapshotSchema;
use ktsnap::histogram::{Histogram, Linear};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    wait_us: Histogram<Linear<0, 0>>,
}

fn main() {}
