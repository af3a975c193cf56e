use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct outer")]
struct Outer {
    id: u64,
    color: u32,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", map = "m_array")]
struct Outers {
    #[snapshot(key = "*")]
    all: Vec<Outer>,
}

#[test]
fn reads() {
    crate::read::<Outers>();
}
