use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "cpu_runs")]
struct Runs {
    #[snapshot(key = "*")]
    runs: ktsnap::Rows<u32, u64>,
}

fn main() {}
