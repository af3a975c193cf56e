use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    waits: u64,
}

fn main() {}
