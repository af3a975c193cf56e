use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct WaitStats {
    total_ns: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "queue_waits")]
struct Waits {
    #[snapshot(key = "DSP_LOCAL")]
    local: WaitStats,
}

#[test]
fn reads() {
    crate::read::<Waits>();
}
