// The map's own key is an enum, so none needs naming.
use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/shapes.bpf.o", map = "m_pcpu")]
struct Stats {
    #[snapshot(key = "GREENISH", sum)]
    green: u64,
}

fn main() {}
