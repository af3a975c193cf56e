use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o")]
struct Counters {
    #[snapshot(path = "layers[*]", by = "nr_cpus", count)]
    layers: Rows<u32, u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
