use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "u32[3]")]
struct DspStats {
    #[snapshot(key = "0")]
    local: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    dsp_stats: DspStats,
}

fn main() {}
