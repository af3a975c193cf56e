use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "cell_stats")]
struct Cells {
    #[snapshot(key = "5", path = "nr_runs")]
    runs: Option<u64>,
}

fn main() {}
