use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(rename = "enum dsp_stat")]
enum DspStat {
    DspLocal,
}

fn main() {}
