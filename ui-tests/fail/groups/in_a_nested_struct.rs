use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", type = "struct layer_set")]
struct Counters {
    #[snapshot(path = "layers[*].nr_tasks", by = "nr_cpus", sum)]
    tasks: Rows<u32, u64>,
}

fn main() {}
