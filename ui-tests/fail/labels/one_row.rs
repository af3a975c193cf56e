use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Counters {
    #[snapshot(path = "layers[0].nr_tasks", only = "in_use")]
    tasks: Rows<u32, u64>,
}

fn main() {}
