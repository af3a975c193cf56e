use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Stats {
    #[snapshot(key = "DSP_LOCAL")]
    dsp_stats: u64,
}

fn main() {}
