use ktsnap::{PerCpu, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wake_stats", ratio(share = busy / stayed))]
struct Wakes {
    #[snapshot(key = "WAKE_BUSY")]
    busy: PerCpu<u64>,
    #[snapshot(key = "WAKE_STAYED", sum)]
    stayed: u64,
}

#[test]
fn reads() {
    crate::read::<Wakes>();
}
