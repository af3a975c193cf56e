use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", type = "u64[NR_DSP_STATS]", key = "enum dsp_stat")]
struct DspStats {
    #[snapshot(key = "DSP_LOCAL")]
    local: u64,
}

fn main() {}
