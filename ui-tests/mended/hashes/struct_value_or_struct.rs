use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct hash_stats")]
struct HashStats {
    nr_runs: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_stats")]
struct Stats {
    #[snapshot(key = "*")]
    stats: ktsnap::Rows<i32, HashStats>,
}

#[test]
fn reads() {
    crate::read::<Stats>();
}
