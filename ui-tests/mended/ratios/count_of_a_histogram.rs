use ktsnap::SnapshotSchema;
use ktsnap::histogram::{Histogram, Log2};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(busy = count(dsp_stats[*] > 9)))]
struct Counters {
    dsp_stats: Histogram<Log2>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
