use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(sum)]
    dsp_stats: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
