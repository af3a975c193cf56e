use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    #[snapshot(path = "dsp_stats[DSP_KICK]")]
    dsp_kick: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
