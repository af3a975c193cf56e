use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/raw/extern_a.bpf.o")]
struct Counters {
    here: i32,
    elsewhere: i32,
}

fn main() {}
