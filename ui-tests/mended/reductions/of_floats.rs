use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    f64s: [f64; 2],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
