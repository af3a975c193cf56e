use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "u64[4]")]
struct DspStats {
    #[snapshot(key = "0")]
    local: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    dsp_stats: DspStats,
}

fn main() {}
