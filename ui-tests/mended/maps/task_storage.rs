use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct task_ctx")]
struct TaskCtx {
    cpu: i32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "task_ctxs")]
struct Tasks {
    #[snapshot(key = "*")]
    rows: ktsnap::Rows<ktsnap::Ptr, TaskCtx>,
}

#[test]
fn reads() {
    crate::read::<Tasks>();
}
