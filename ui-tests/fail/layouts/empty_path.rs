use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(layout = "")]
struct Counters {
    nr_running: u64,
}

fn main() {}
