use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Counters {
    #[snapshot(path = "waits", by = "moves[*][nr_layers]", only = "used[*]")]
    waits: Rows<u64, u64>,
}

fn main() {}
