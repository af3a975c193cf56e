use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(type = "enum dsp_stat")]
enum DspStat {
    DspLocal,
    #[snapshot(non_exhaustive)]
    Unknown(u32),
}

fn main() {}
