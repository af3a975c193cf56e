use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
struct Waits {
    total_ns: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    waits: Waits,
}

#[test]
fn reads() {
    crate::read::<Dispatch>();
}
