use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o")]
struct Counters {
    #[snapshot(path = "ring[head]", gauge)]
    newest: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
