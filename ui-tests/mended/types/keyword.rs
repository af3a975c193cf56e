use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    r#type: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
