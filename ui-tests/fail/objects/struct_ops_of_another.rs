use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", struct_ops = "bpfland_ops")]
struct Counters {
    nr_mig_same: u64,
}

fn main() {}
