use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(first[at] = dsp_stats[at] / 2, second[at] = 1 / (dsp_stats[at] / 2)))]
struct Counters {
    dsp_stats: [u64; 3],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
