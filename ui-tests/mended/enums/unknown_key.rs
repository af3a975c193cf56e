use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
enum DspStat {
    #[snapshot(rename = "DSP_LOCAL")]
    DspLocal,
}

fn main() {}
