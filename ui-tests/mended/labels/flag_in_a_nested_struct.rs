use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "layer_sets", value = "struct layer_set")]
struct Counters {
    #[snapshot(path = "layers[*].nr_tasks", only = "in_use")]
    tasks: Rows<u32, u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
