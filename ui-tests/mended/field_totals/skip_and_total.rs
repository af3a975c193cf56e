use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_mig_same: u64,
    nr_mig_cross: u64,
    #[snapshot(skip)]
    nr_mig: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
