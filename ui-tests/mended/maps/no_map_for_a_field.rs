use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Stats {
    #[snapshot(path = "dsp_stats[DSP_LOCAL]")]
    dsp_stats: u64,
}

#[test]
fn reads() {
    crate::read::<Stats>();
}
