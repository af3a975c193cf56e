use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o")]
struct Counters {
    a_grid: [[u32; 4]; 3],
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
