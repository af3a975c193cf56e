use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/raw.btf")]
struct Counters {
    nr_running: u64,
}

fn main() {}
