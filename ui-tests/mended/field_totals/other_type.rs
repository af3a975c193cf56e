use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
    dsp_stats: [u64; 3],
    #[snapshot(sum(nr_mig_same, nr_mig_cross))]
    all: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
