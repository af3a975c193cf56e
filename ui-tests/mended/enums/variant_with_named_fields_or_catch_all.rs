use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(type = "enum dsp_stat")]
enum DspStat {
    #[snapshot(non_exhaustive)]
    DspLocal(u32),
    DspShared,
}

fn main() {}
