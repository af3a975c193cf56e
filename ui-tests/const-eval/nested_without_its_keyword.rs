use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "wait_stats")]
struct Waits {
    nr: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    waits: Waits,
}

fn main() {}
