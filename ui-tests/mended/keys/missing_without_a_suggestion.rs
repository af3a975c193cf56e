use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "DSP_SHARED", sum)]
    misses: u64,
}

#[test]
fn reads() {
    crate::read::<Stats>();
}
