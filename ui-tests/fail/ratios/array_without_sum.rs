use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(local = dsp_stats / nr_enqueued))]
struct Counters {
    dsp_stats: [u64; 3],
    nr_enqueued: u64,
}

fn main() {}
