use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "stats")]
struct Stats {
    #[snapshot(key = "*")]
    all: Vec<u64>,
}

fn main() {}
