use ktsnap::SnapshotSchema;

type Pid = u32;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_runs")]
struct Runs {
    #[snapshot(key = "*")]
    runs: ktsnap::Rows<Pid, u64>,
}

#[test]
fn reads() {
    crate::read::<Runs>();
}
