use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "enum dsp_stat")]
enum WakeStat {
    DspLocal,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    last_dsp: WakeStat,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
