use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(share[nr_enqueued] = dsp_stats[nr_enqueued] / sum(dsp_stats)))]
struct Counters {
    dsp_stats: [u64; 3],
    nr_enqueued: u64,
}

fn main() {}
