use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "u64[NR_DSP_STATS]")]
struct DspStats {
    #[snapshot(key = "0")]
    local: u64,
}

fn main() {}
