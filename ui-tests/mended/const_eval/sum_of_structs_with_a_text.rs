use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct outer")]
struct Outer {
    id: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", map = "m_array")]
struct Outers {
    #[snapshot(key = "*", sum)]
    all: Outer,
}

#[test]
fn reads() {
    crate::read::<Outers>();
}
