/// Globals in `.bss` of arrays.json.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
pub struct Bss {
    pub grid: [Kinds; 2],
    pub devices: [Device; 2],
    pub total: u64,
    pub kinds: [u64; 3],
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct device")]
pub struct Device {
    pub kinds: Kinds2,
    pub queue: Queue,
    pub queue_lag: [i32; 2],
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct queue")]
pub struct Queue {
    pub io: IoStats,
    /// `u16[4]`
    pub depth: ktsnap::histogram::Histogram<ktsnap::histogram::Linear<0, 4>, u16>,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(type = "u32[NR_KINDS]", key = "enum kind_id")]
pub struct Kinds {
    #[snapshot(key = "KIND_READ")]
    pub read: u32,
    #[snapshot(key = "KIND_WRITE")]
    pub write: u32,
    #[snapshot(key = "KIND_OTHER")]
    pub other: u32,
    // Left out: `NR_KINDS`: its value is 3, and the array has 3 elements.
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(type = "u64[NR_KINDS]", key = "enum kind_id")]
pub struct Kinds2 {
    #[snapshot(key = "KIND_READ")]
    pub read: u64,
    #[snapshot(key = "KIND_WRITE")]
    pub write: u64,
    #[snapshot(key = "KIND_OTHER")]
    pub other: u64,
    // Left out: `NR_KINDS`: its value is 3, and the array has 3 elements.
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(type = "s32[4]", key = "enum io_stats")]
pub struct IoStats {
    // Left out: `IO_NONE`: its value is -1, and the array has 4 elements.
    #[snapshot(key = "IO_SUBMITTED")]
    pub submitted: i32,
    // Left out: `IO_QUEUED`: another field is element 0.
    #[snapshot(key = "IO_DONE")]
    pub done: i32,
    // `enum io_stats` has no enumerators for 2 of the elements from 1 to 3.
}
