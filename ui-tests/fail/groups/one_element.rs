use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counters {
    #[snapshot(path = "layers[0].nr_tasks", by = "nr_cpus", sum)]
    tasks: Rows<u32, u64>,
}

fn main() {}
