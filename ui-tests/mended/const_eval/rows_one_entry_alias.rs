use ktsnap::SnapshotSchema;

type Count = u64;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_runs")]
struct Runs {
    #[snapshot(key = "5")]
    of_5: Option<u64>,
}

#[test]
fn reads() {
    crate::read::<Runs>();
}
