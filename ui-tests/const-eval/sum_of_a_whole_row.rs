use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "u64[3]")]
struct DspStats {
    #[snapshot(key = "0")]
    local: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    #[snapshot(sum)]
    dsp_stats: DspStats,
}

fn main() {}
