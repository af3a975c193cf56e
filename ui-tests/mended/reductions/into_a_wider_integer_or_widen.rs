use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "per_llc[*].nr_running", sum, widen)]
    nr_running: i64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
