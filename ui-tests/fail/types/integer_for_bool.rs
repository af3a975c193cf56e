use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    saw_cross: u8,
}

fn main() {}
