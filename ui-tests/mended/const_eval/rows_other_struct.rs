use ktsnap::SnapshotSchema;

#[derive(PartialEq, Eq, Hash, SnapshotSchema)]
#[snapshot(type = "struct cell_id")]
struct CellId {
    cgroup: u32,
    cell: u16,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "cell_stats")]
struct Cells {
    #[snapshot(key = "*", path = "nr_runs")]
    runs: ktsnap::Rows<CellId, u64>,
}

#[test]
fn reads() {
    crate::read::<Cells>();
}
