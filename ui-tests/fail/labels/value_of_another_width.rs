use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Counters {
    #[snapshot(path = "waits", by = "names[*]", only = "used[*]")]
    waits: Rows<String, u32>,
}

fn main() {}
