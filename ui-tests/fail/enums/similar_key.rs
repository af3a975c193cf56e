use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(types = "enum dsp_stat")]
enum DspStat {
    DspLocal,
}

fn main() {}
