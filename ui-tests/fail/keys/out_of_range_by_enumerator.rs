use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
struct Stats {
    #[snapshot(key = "NR_DSP_STATS", sum)]
    last: u64,
}

fn main() {}
