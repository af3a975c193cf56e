use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "$KTSNAP_UNSET/scheduler.bpf.o")]
struct Counters {
    nr_running: u64,
}

fn main() {}
