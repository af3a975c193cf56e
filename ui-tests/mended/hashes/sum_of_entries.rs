use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_runs")]
struct Runs {
    #[snapshot(key = "*", sum, gauge)]
    runs: u64,
}

#[test]
fn reads() {
    crate::read::<Runs>();
}
