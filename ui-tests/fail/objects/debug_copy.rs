use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/debug_copy", struct_ops = "dispatch_ops")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
