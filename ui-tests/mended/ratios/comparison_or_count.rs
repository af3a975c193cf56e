use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(more = count(dsp_stats > nr_mig_same)))]
struct Counters {
    nr_mig_same: u64,
    dsp_stats: [u64; 3],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
