use ktsnap::SnapshotSchema;

#[derive(ktsnap::SnapshotEnum)]
#[snapshot(type = "enum dsp_stat")]
enum DspStat {
    DspLocal,
    DspShared,
    DspKick,
    NrDspStats,
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
