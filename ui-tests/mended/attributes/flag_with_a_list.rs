use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(gauge)]
    nr_tasks: u32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
