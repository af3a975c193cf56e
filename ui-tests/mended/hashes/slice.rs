use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/hashes.bpf.o", map = "task_runs")]
struct Counters {
    #[snapshot(key = "*")]
    some: ktsnap::Rows<u32, u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
