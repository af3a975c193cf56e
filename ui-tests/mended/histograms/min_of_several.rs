use ktsnap::SnapshotSchema;
use ktsnap::histogram::{Histogram, Log2};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Counters {
    #[snapshot(sum)]
    by_llc: [Histogram<Log2>; 2],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
