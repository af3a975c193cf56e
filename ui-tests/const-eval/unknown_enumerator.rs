use ktsnap::{SnapshotEnum, SnapshotSchema};

#[derive(SnapshotEnum)]
#[snapshot(type = "enum slot")]
enum Slot {
    SlotFirst,
    SlotSecond,
}

#[derive(SnapshotSchema)]
#[snapshot(object = "examples/bpf/dispatch.bpf.o", enums(Slot))]
struct Counters {
    #[snapshot(path = "dsp_stats[SLOT_THIRD]")]
    third: u64,
}

fn main() {}
