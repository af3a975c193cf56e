use ktsnap::SnapshotSchema;

type Counter = u32;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_tasks: Counter,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
