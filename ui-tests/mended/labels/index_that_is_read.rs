use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Counters {
    #[snapshot(path = "waits", by = "moves[*][0]", only = "used[*]")]
    waits: Rows<u64, u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
