use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Counters {
    #[snapshot(path = "waits", only = "used[*]")]
    waits: ktsnap::Rows<u32, u64>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
