use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_tasks: u32,
    #[snapshot(skip)]
    nr_mig_same: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
