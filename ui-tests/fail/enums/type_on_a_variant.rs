use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
enum DspStat {
    #[snapshot(type = "enum dsp_stat")]
    DspLocal,
}

fn main() {}
