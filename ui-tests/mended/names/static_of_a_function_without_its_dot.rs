use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_u64: u64,
    #[snapshot(rename = "bump.cnt")]
    bump_cnt: i32,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
