use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o")]
struct Counters {
    #[snapshot(path = "grid[head]", gauge)]
    row: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
