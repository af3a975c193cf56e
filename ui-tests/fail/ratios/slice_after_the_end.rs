use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(part = sum(dsp_stats[3..6]) / len(dsp_stats)))]
struct Counters {
    dsp_stats: [u64; 3],
}

fn main() {}
