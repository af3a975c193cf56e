use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "layer_map")]
struct Counters {
    #[snapshot(key = "*", path = "nr_tasks", only = "in_use")]
    tasks: Rows<u8, u64>,
}

fn main() {}
