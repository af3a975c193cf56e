use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", layout = "$KTSNAP_OBJECT_DIR/tests/layouts/nr_counters.json")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
