use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "u64[3]")]
struct DspStats {
    #[snapshot(key = "0")]
    local: u64,
}

fn main() {}
