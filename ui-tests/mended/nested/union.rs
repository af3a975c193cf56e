use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Number {
    #[snapshot(path = "a_union.u")]
    u: u64,
}

#[test]
fn reads() {
    crate::read::<Number>();
}
