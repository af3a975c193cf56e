use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/schedulers", struct_ops = "dispatch")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
