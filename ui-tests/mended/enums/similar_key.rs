use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(type = "enum dsp_stat")]
enum DspStat {
    DspLocal,
}

fn main() {}
