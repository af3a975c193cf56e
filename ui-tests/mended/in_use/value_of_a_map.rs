use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Counters {
    #[snapshot(sum)]
    running_ns: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
