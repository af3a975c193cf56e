use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_runs")]
struct Runs {
    #[snapshot(key = "*")]
    runs: Rows<u32, u64>,
}

#[test]
fn reads() {
    crate::read::<Runs>();
}
