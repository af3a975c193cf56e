use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "cpu_sets")]
struct Counters {
    #[snapshot(key = "0", path = "nr_layers", only = "nr_layers")]
    layers: Rows<u32, u32>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
