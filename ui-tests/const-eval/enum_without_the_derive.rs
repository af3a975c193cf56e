use ktsnap::SnapshotSchema;

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

fn main() {}
