use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(layout = "tests/layouts/nr_counters.json")]
struct Counters {
    nr_running: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
