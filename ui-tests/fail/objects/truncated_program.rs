use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/cut_short")]
struct Counters {
    nr_running: u64,
}

fn main() {}
