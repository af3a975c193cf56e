use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "u64[3]")]
struct Waits {
    #[snapshot(key = "0")]
    total_ns: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Dispatch {
    waits: Waits,
}

fn main() {}
