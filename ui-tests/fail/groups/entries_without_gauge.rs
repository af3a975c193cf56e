use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "layer_of_pid")]
struct Counters {
    #[snapshot(key = "*", path = "nr_tasks", by = "nr_cpus", sum)]
    tasks: Rows<u32, u64>,
}

fn main() {}
