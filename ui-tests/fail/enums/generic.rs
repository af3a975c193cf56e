use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(type = "enum dsp_stat")]
enum DspStat<T> {
    DspLocal,
    #[snapshot(non_exhaustive)]
    Other(T),
}

fn main() {}
