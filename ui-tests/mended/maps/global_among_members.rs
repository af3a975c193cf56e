use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", map = "cpu_stats", value = "struct cpu_stats")]
struct Counters {
    nr_runs: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Others {
    nr_enqueued: u64,
}

#[test]
fn reads() {
    crate::read::<ktsnap::PerCpu<Counters>>();
    crate::read::<Others>();
}
