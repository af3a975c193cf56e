use ktsnap::{CpuSet, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: CpuSet,
}

fn main() {}
