use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o")]
struct Counters {
    lag_ns: i64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
