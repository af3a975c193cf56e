use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/twins.bpf.o")]
struct Counters {
    split: u64,
}

fn main() {}
