use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", key = "enum dsp_stat")]
struct Stats {
    nr_enqueued: u64,
}

fn main() {}
