use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_stats")]
struct Stats {
    #[snapshot(key = "*")]
    stats: ktsnap::Rows<i32, u64>,
}

fn main() {}
