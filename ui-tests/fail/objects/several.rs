use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/schedulers")]
struct Counters {
    nr_running: u64,
}

fn main() {}
