//! The entries of a hash map by their keys, which are a struct, and a total over them.

#[derive(Debug, PartialEq, Eq, Hash, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/hashes.bpf.o", type = "struct cell_id")]
struct CellId {
    cgroup: u32,
    cell: u16,
}

#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "../tests/bpf/hashes.bpf.o", map = "cell_stats")]
struct Cells {
    #[snapshot(key = "*", path = "nr_runs")]
    runs: Rows<CellId, u64>,
    #[snapshot(key = "*", path = "slots", max)]
    most: PartialRows<CellId, u64>,
    #[snapshot(key = "*", path = "nr_runs", sum, gauge)]
    all: u64,
}
