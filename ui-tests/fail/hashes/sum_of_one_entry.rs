use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "cpu_runs")]
struct Runs {
    #[snapshot(key = "5", sum)]
    of_5: u64,
}

fn main() {}
