use ktsnap::{Rows, SnapshotSchema};

type Index = u32;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Counters {
    #[snapshot(path = "layers[*].nr_tasks", only = "in_use")]
    tasks: Rows<Index, u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
