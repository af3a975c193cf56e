use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(type = "enum dsp_stat")]
enum DspStat {
    DspLocal,
    Other(u32),
}

fn main() {}
