use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
enum DspStat {
    DspLocal,
    DspShared,
    DspKick,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    last_dsp: DspStat,
}

fn main() {}
