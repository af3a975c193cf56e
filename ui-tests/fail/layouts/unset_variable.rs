use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(layout = "$KTSNAP_UNSET/scheduler.json")]
struct Counters {
    nr_running: u64,
}

fn main() {}
