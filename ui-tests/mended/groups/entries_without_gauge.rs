use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/groups.bpf.o", map = "layer_of_pid")]
struct Counters {
    #[snapshot(key = "*", path = "nr_tasks", by = "nr_cpus", sum, gauge)]
    tasks: Rows<u32, u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
