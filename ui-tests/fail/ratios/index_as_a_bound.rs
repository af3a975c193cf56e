use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(share[at] = sum(dsp_stats[0..at]) / dsp_stats[at]))]
struct Counters {
    dsp_stats: [u64; 3],
}

fn main() {}
