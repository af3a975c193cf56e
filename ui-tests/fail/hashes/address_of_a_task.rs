use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_storage")]
struct Tasks {
    #[snapshot(key = "*", path = "nr_runs")]
    runs: Rows<i32, u64>,
}

fn main() {}
