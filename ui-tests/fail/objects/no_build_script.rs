use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "$OUT_DIR/bpf.bpf.o")]
struct Counters {
    nr_running: u64,
}

fn main() {}
