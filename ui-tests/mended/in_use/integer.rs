use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counters {
    nr_tasks: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
