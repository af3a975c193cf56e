use ktsnap::{Rows, SnapshotSchema};

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Counters {
    #[snapshot(path = "waits[0..4]", by = "few_names[*]", only = "used[*]")]
    waits: Rows<String, u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
