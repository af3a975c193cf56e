use ktsnap::{PerCpu, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: PerCpu<u64>,
}

fn main() {}
