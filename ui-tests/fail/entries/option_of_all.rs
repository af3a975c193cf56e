use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct Waits {
    #[snapshot(key = "*")]
    all: Option<Vec<u64>>,
}

fn main() {}
