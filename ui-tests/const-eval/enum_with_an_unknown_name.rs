use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
enum DspStat {
    DspLocal,
    DspFrobnicated,
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    recent: [DspStat; 8],
}

fn main() {}
