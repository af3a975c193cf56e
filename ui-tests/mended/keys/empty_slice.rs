use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Counters {
    #[snapshot(key = "DSP_KICK..3", sum)]
    some: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
