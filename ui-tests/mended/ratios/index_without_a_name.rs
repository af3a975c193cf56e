use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(first = dsp_stats[0] / sum(dsp_stats)))]
struct Counters {
    dsp_stats: [u64; 3],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
