use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/helpers")]
struct Counters {
    nr_running: u64,
}

fn main() {}
