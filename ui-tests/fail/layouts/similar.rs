use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(layout = "$KTSNAP_OBJECT_DIR/tests/layouts/nr_counter.json")]
struct Counters {
    nr_running: u64,
}

fn main() {}
