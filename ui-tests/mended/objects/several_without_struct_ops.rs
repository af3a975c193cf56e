use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/nr_counters.bpf.o")]
struct Counters {
    nr_running: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
