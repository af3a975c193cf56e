use ktsnap::SnapshotEnum;

#[derive(SnapshotEnum)]
#[snapshot(type = "enum dsp_stat")]
struct DspStat {
    local: u64,
}

fn main() {}
