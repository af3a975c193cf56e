use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx", ratio(idle = count(cpus > 0 and nr_runs == 0)))]
struct Counters {
    #[snapshot(by = "cell", count)]
    cpus: Rows<u32, u64>,
    #[snapshot(by = "cell", sum)]
    nr_runs: Rows<u32, u64>,
}

fn main() {}
