use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(widen, gauge)]
    nr_tasks: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
