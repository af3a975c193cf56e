use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/elsewhere")]
struct Counters {
    nr_direct_dispatches: u64,
}

fn main() {}
