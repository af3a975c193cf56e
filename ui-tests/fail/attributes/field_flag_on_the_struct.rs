use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", gauge)]
struct Counters {
    nr_tasks: u32,
}

fn main() {}
