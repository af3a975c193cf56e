use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "enum dsp_stat")]
enum DspStat {
    DspLocal,
    DspShared,
    DspKick,
    NrDspStats,
}

fn main() {}
