use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
enum DspStat {
    DspLocal,
    DspShared,
    DspKick,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    last_dsp: DspStat,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
