use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(step[from, to] = dsp_stats[from] / dsp_stats[to]))]
struct Counters {
    dsp_stats: [u64; 3],
}

fn main() {}
