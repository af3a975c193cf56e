use ktsnap::SnapshotSchema;

struct Waits {
    total_ns: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    waits: Waits,
}

fn main() {}
