use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(share[at] = sum(dsp_stats[0..2]) / dsp_stats[at]))]
struct Counters {
    dsp_stats: [u64; 3],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
