use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    total: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
