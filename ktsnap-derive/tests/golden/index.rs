//! Arrays with an index that is read with the value: a variable, or a member of the same struct.

#[derive(SnapshotSchema)]
#[snapshot(object = "../tests/bpf/index.bpf.o")]
struct Rings {
    #[snapshot(path = "ring[head]", gauge)]
    newest: u64,
    #[snapshot(path = "rings[*].slots[tail].nr", gauge)]
    all: [u32; 2],
    head: Option<u32>,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "../tests/bpf/index.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Cells {
    #[snapshot(path = "running_ns[cell]", by = "cell", sum)]
    running_ns: Rows<u32, u64>,
}
