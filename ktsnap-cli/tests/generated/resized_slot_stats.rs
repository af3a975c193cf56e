/// Globals in `.data.slot_stats` of resized.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/resized.bpf.o")]
pub struct DataSlotStats {
    pub nr_updates: u64,
    /// `struct slot_stats[2]`
    pub slot_stats: Vec<SlotStats>,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct slot_stats")]
pub struct SlotStats {
    pub runs: u64,
    pub by_kind: [u32; 2],
}
