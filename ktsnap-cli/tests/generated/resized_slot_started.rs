/// Globals in `.data.slot_started` of resized.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/resized.bpf.o")]
pub struct DataSlotStarted {
    /// `u64[1]`
    pub slot_started: Vec<u64>,
}
