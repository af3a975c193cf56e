use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/histogram.bpf.o")]
struct Counters {
    wait_us: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
