use ktsnap::SnapshotSchema;
use ktsnap::histogram::{Histogram, Log2};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(most = max(dsp_stats) / sum(dsp_stats)))]
struct Counters {
    dsp_stats: Histogram<Log2>,
}

fn main() {}
