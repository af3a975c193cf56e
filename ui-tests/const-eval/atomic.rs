use std::sync::atomic::AtomicU64;

use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: AtomicU64,
}

fn main() {}
