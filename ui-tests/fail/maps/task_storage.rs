use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "task_ctxs", value = "struct task_ctx")]
struct TaskCtx {
    cpu: i32,
}

fn main() {}
