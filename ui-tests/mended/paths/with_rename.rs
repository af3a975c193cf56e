use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "waits.nr")]
    nr_waits: u32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
