use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(layout = "$KTSNAP_OBJECT_DIR/tests/layouts/nr_counters.json", struct_ops = "bpfland_ops")]
struct Counters {
    nr_running: u64,
}

fn main() {}
