use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(step[index] = dsp_stats[index] / sum(dsp_stats)))]
struct Counters {
    dsp_stats: [u64; 3],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
