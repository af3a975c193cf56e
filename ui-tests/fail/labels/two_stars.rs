use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Counters {
    #[snapshot(path = "layers[*].nr_tasks", by = "moves[*][*]", only = "in_use")]
    tasks: Rows<u64, u64>,
}

fn main() {}
