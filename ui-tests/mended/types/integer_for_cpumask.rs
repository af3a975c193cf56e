use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    cross_cpus_seen: ktsnap::CpuSet,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
