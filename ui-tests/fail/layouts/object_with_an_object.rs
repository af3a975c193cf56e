use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/nr_counters.bpf.o", layout = "$KTSNAP_OBJECT_DIR/examples/bpf/nr_counters.bpf.o")]
struct Counters {
    nr_running: u64,
}

fn main() {}
