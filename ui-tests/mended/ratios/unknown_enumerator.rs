use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(last = dsp_stats[2] / sum(dsp_stats)))]
struct Counters {
    dsp_stats: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
