use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "per_llc[*].nr_running", sum)]
    nr_running: i32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
