use ktsnap::SnapshotSchema;

const NR_DSP_STATS: usize = 3;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    dsp_stats: [u64; NR_DSP_STATS],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
