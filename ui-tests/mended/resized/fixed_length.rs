use ktsnap::SnapshotSchema;

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/resized.bpf.o")]
struct Slots {
    slot_started: Vec<u64>,
}

#[test]
fn reads() {
    crate::read::<Slots>();
}
