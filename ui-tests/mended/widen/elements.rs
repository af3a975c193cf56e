use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    dsp_stats: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
