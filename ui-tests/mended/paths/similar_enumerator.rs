use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "dsp_stats[DSP_SHARED]")]
    shared: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
