use ktsnap::SnapshotSchema;

#[derive(ktsnap::SnapshotEnum)]
#[snapshot(type = "enum stat_idx")]
enum StatIdx {
    StatHits,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", enums(StatIdx))]
struct Counters {
    nr_enqueued: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
