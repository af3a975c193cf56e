use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats")]
struct CpuStats {
    #[snapshot(key = "0", path = "nr_runs", sum)]
    nr_runs: u64,
}

#[test]
fn reads() {
    crate::read::<CpuStats>();
}
