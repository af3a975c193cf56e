use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/renamed.bpf.o")]
struct Counters {
    nr_kthread_dispatches: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
