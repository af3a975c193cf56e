use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(type = "struct layer")]
struct Layer {
    nr_tasks: u64,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/labels.bpf.o")]
struct Counters {
    #[snapshot(only = "in_use")]
    layers: ktsnap::Rows<u32, Layer>,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
