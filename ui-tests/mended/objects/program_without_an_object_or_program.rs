use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/schedulers", struct_ops = "dispatch_ops")]
struct Counters {
    nr_mig_same: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
