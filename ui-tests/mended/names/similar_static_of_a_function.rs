use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    #[snapshot(rename = "bump.cnt")]
    bumps: i32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
