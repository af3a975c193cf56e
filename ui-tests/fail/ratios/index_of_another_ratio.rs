use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(first[at] = dsp_stats[at] / 2, second = 1 / first))]
struct Counters {
    dsp_stats: [u64; 3],
}

fn main() {}
