use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    #[snapshot(rename = "nr_mig_same")]
    same: u64,
    #[snapshot(path = "dsp_stats", sum)]
    all: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
