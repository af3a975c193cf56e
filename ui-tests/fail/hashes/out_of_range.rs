use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_runs")]
struct Runs {
    #[snapshot(key = "4294967296")]
    runs: Option<u64>,
}

fn main() {}
