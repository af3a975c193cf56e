use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_stats")]
struct Stats {
    #[snapshot(key = "*", path = "nr_runs")]
    runs: Rows<u32, u64>,
}

fn main() {}
