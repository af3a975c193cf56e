use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
enum DspStat {
    #[snapshot(default)]
    DspLocal,
}

fn main() {}
