use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "layer_sets", value = "struct layer_set")]
struct Counters {
    #[snapshot(path = "waits", by = "names", only = "used[*]")]
    waits: Rows<String, u64>,
}

fn main() {}
