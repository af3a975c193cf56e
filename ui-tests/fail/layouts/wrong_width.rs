use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "bpf/never_built.bpf.o", layout = "$KTSNAP_OBJECT_DIR/tests/layouts/nr_counters.json")]
struct Counters {
    nr_running: u32,
}

fn main() {}
