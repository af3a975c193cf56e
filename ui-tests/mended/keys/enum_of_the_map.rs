// The map's own key is an enum, so none needs naming.
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
