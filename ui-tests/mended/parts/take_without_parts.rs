use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    moves: Vec<[u64; 4]>,
}

#[test]
fn reads() {
    crate::read::<Dispatch>();
}
