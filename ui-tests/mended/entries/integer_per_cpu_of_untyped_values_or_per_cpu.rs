use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wake_stats", key = "enum wake_stat")]
struct Stats {
    #[snapshot(key = "WAKE_BUSY")]
    busy: ktsnap::PerCpu<u64>,
}

#[test]
fn reads() {
    crate::read::<Stats>();
}
