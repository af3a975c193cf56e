use ktsnap::SnapshotSchema;
use ktsnap::histogram::{Bounds, Buckets, Histogram};

/// In nanoseconds.
enum Latency {}

impl Buckets for Latency {
    const BOUNDS: Bounds = Bounds::UpTo(&[10_000, 25_000, 50_000]);
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    latency_ns: Histogram<Latency>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
