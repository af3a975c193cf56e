use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_enqueued: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "task_ctxs")]
struct Tasks {
    #[snapshot(key = "*")]
    #[snapshot(path = "queued_at")]
    task_ctxs: ktsnap::Rows<ktsnap::Ptr, u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
