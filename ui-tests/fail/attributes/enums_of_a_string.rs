use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", enums("enum dsp_stat"))]
struct Counters {
    nr_enqueued: u64,
}

fn main() {}
