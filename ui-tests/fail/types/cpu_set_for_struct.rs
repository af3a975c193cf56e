use ktsnap::{CpuSet, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    waits: CpuSet,
}

fn main() {}
