use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(part = max(moves[0..2][0]) / sum(moves)))]
struct Counters {
    moves: [[u64; 4]; 4],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
