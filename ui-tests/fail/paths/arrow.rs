use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    #[snapshot(path = "last_task->pid")]
    pid: i32,
}

fn main() {}
