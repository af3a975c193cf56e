use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(layout = "tests/layouts/renamed.json")]
struct Counters {
    nr_kthread_dispatches: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
