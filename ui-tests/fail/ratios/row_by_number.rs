use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx", ratio(first = cpus[0]))]
struct Counters {
    #[snapshot(by = "cell", count)]
    cpus: Rows<u32, u64>,
}

fn main() {}
