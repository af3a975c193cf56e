use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
#[snapshot(ratio(mean_runs = sum(runs) / len(runs)))]
struct Counters {
    #[snapshot(path = "nr_runs", by = "cell", sum)]
    runs: Rows<u32, u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
