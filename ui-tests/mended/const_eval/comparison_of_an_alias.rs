use ktsnap::SnapshotSchema;

type Stats = [u64; 3];

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(busy = count(moves[0] > dsp_stats[0])))]
struct Counters {
    dsp_stats: Stats,
    moves: [[u64; 4]; 4],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
