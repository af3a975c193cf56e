use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(max)]
    moves: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
