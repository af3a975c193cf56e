use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Counters {
    #[snapshot(path = "layers[*].nr_tasks", by = "names", only = "in_use")]
    tasks: Rows<String, u64>,
}

fn main() {}
