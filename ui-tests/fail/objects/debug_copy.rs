use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/debug_copy")]
struct Counters {
    nr_direct_dispatches: u64,
}

fn main() {}
