use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/nr_counters.bpf.o", layout = "$KTSNAP_OBJECT_DIR/tests/layouts/scx_bpfland.json")]
struct Counters {
    nr_running: u64,
}

fn main() {}
