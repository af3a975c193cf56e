use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_mig_cross: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
