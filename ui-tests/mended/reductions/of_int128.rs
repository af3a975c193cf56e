use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/label.bpf.o")]
struct Counters {
    totals: Vec<[u8; 16]>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
