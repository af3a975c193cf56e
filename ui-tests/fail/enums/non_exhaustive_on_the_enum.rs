use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(type = "enum dsp_stat", non_exhaustive)]
enum DspStat {
    DspLocal,
}

fn main() {}
