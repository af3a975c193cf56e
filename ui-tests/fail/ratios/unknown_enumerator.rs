use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(last = dsp_stats[MAX_LLCS] / sum(dsp_stats)))]
struct Counters {
    dsp_stats: Vec<u64>,
}

fn main() {}
