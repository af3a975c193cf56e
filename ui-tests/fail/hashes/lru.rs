use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "recent_runs")]
struct Recent {
    #[snapshot(key = "*")]
    runs: ktsnap::Rows<u64, u64>,
}

fn main() {}
