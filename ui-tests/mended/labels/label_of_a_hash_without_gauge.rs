use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o", map = "layer_of_pid")]
struct Counters {
    #[snapshot(key = "*", path = "nr_tasks", by = "name", gauge)]
    tasks: Rows<String, u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
