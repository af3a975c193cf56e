use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    drift: [i64; 4],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
