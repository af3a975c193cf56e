use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(share[at] = dsp_stats[at] / sum(dsp_stats)))]
struct Counters {
    dsp_stats: [u64; 3],
    nr_enqueued: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
