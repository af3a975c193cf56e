use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(layout = 7)]
struct Counters {
    nr_running: u64,
}

fn main() {}
