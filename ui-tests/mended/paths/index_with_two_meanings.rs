use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
struct Counters {
    #[snapshot(path = "running_ns[2]", sum, gauge)]
    chosen_ns: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
