use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/raw.btf")]
struct Counters {
    a_u64: u64,
}

fn main() {}
