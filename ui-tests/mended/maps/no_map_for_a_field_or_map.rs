use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    dsp_stats: u64,
}

#[test]
fn reads() {
    crate::read::<Stats>();
}
