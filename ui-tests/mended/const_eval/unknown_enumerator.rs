use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
#[snapshot(type = "enum slot")]
enum Slot {
    SlotFirst,
    SlotSecond,
    SlotThird,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", enums(Slot))]
struct Counters {
    #[snapshot(path = "dsp_stats[SLOT_THIRD]")]
    third: u64,
}

#[test]
fn reads() {
    crate::read::<Counters>();
}
