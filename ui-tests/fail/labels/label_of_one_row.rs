use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Counters {
    #[snapshot(path = "layers[0].nr_tasks", by = "name", only = "in_use")]
    tasks: Rows<String, u64>,
}

fn main() {}
