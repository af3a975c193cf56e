use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_f32: f32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
