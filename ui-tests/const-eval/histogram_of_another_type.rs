use ktsnap::SnapshotSchema;
use ktsnap::histogram::Histogram;

/// In nanoseconds.
enum Latency {}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    latency_ns: Histogram<Latency>,
}

fn main() {}
