use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "cpu_sets")]
struct Counters {
    #[snapshot(key = "0", path = "nr_layers", only = "used[*]")]
    layers: Rows<u32, u32>,
}

fn main() {}
