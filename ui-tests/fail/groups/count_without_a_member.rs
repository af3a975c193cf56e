use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Counters {
    #[snapshot(count)]
    cpus: Rows<u32, u64>,
}

fn main() {}
