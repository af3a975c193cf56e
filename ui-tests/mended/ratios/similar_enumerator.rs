use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(shared = dsp_stats[DSP_SHARED] / sum(dsp_stats)))]
struct Counters {
    dsp_stats: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
