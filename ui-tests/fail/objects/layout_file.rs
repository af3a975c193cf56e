use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/layouts/nr_counters.json")]
struct Counters {
    nr_running: u64,
}

fn main() {}
