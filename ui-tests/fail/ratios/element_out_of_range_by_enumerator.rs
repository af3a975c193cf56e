use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(last = dsp_stats[NR_DSP_STATS] / sum(dsp_stats)))]
struct Counters {
    dsp_stats: [u64; 3],
}

fn main() {}
