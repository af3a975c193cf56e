use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "last_cross.tgid_pid")]
    task: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
