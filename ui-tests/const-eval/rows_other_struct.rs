use ktsnap::SnapshotSchema;

#[derive(PartialEq, Eq, Hash, SnapshotSchema)]
#[snapshot(type = "struct hash_stats")]
struct Key {
    nr_runs: u64,
    weight: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "cell_stats")]
struct Cells {
    #[snapshot(key = "*", path = "nr_runs")]
    runs: ktsnap::Rows<Key, u64>,
}

fn main() {}
