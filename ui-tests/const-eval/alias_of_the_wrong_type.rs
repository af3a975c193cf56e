use ktsnap::SnapshotSchema;

type Counter = u64;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    nr_tasks: Counter,
}

fn main() {}
