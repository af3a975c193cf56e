use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    hist: Vec<[[u64; 8]; 2]>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
