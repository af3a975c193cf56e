use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(shared = nr_enqueued / sum(dsp_stats)))]
struct Counters {
    nr_enqueued: u64,
    dsp_stats: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
