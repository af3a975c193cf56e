use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", section = ".bss", map = "wait_hist")]
struct Waits {
    #[snapshot(key = "*", sum)]
    all: u64,
}

fn main() {}
