use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "u64[3]")]
struct DspStats {
    #[snapshot(key = "DSP_LOCAL")]
    local: u64,
}

fn main() {}
