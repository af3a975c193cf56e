use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_stats")]
struct Stats {
    #[snapshot(key = "-1", path = "nr_runs")]
    runs: Option<u64>,
}

fn main() {}
