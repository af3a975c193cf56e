use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    dsp_stats: [u64; 3],
    nr_tasks: u32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
