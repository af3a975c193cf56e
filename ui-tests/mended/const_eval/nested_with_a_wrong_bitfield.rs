use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct enq_info")]
struct Enqueue {
    cpu: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    last_enq: Enqueue,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
