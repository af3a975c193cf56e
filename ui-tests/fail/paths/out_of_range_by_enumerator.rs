use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "dsp_stats[NR_DSP_STATS]")]
    last: u64,
}

fn main() {}
