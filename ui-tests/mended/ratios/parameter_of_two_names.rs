use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", ratio(share(total) = nr_mig_cross / total.nr_mig_cross))]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
