use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
    #[snapshot(sum)]
    dsp_stats: Option<u64>,
}

fn main() {}
