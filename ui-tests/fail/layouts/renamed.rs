use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(layout = "$KTSNAP_OBJECT_DIR/tests/layouts/renamed.json")]
struct Counters {
    nr_shared_dispatches: u64,
}

fn main() {}
