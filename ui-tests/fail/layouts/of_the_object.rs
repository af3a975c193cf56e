use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(layout = "$KTSNAP_OBJECT_DIR/examples/bpf/nr_counters.bpf.o")]
struct Counters {
    nr_running: u64,
}

fn main() {}
