use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/twins.bpf.o")]
struct Counters {
    only_a: u64,
    cnt: u64,
}

fn main() {}
