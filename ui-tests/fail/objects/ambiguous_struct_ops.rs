use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/twice", struct_ops = "fifo_ops")]
struct Counters {
    nr_enqueued: u64,
}

fn main() {}
