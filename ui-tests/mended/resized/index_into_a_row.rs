use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Moves {
    #[snapshot(path = "moves[0][2]")]
    to_fourth: u32,
}

#[test]
fn reads() {
    crate::read::<Moves>();
}
