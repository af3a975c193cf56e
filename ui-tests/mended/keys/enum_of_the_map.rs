// The key of the map is an enum in C, so the attribute does not name it.
use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", map = "m_pcpu")]
struct Stats {
    #[snapshot(key = "GREEN", sum)]
    green: u64,
}

#[test]
fn reads() {
    crate::read::<Stats>();
}
