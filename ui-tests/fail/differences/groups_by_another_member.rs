use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Counters {
    #[snapshot(path = "running_ns[cell]", by = "chosen", sum)]
    own: Rows<u32, u64>,
}

fn main() {}
