use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
#[snapshot(type = "enum ring_slot")]
enum RingSlot {
    #[snapshot(rename = "head")]
    Head = 3,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "tests/bpf/index.bpf.o", enums(RingSlot))]
struct Counters {
    #[snapshot(path = "ring[3]", gauge)]
    newest: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
