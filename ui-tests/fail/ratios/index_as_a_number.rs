use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(mean[at] = dsp_stats[at] / at))]
struct Counters {
    dsp_stats: [u64; 3],
}

fn main() {}
