use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_runs")]
struct Counters {
    #[snapshot(key = "0..4")]
    some: Vec<u64>,
}

fn main() {}
