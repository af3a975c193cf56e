use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "${KTSNAP_OBJECT_DIR}/examples/bpf/nr_counter.bpf.o")]
struct Counters {
    nr_running: u64,
}

fn main() {}
