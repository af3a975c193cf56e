use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist")]
struct Waits {
    #[snapshot(key = "*", sum, allow_unmapped)]
    all: u64,
}

fn main() {}
