use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(share[at] = dsp_stats[at] / nr_enqueued[at]))]
struct Counters {
    dsp_stats: [u64; 3],
    nr_enqueued: u64,
}

fn main() {}
