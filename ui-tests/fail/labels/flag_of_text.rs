use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Counters {
    #[snapshot(path = "layers[*].nr_tasks", only = "name")]
    tasks: Rows<u32, u64>,
}

fn main() {}
