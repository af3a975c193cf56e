use ktsnap::{Ptr, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(task = last_task / nr_mig_same))]
struct Counters {
    nr_mig_same: u64,
    last_task: Ptr,
}

fn main() {}
