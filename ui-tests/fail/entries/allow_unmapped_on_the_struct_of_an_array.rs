use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "wait_hist", allow_unmapped)]
struct Hist {
    #[snapshot(key = "*", sum)]
    all: u64,
}

fn main() {}
