/// All entries of the map `by_cell` in arrays.json.
/// Each field is the sum over all CPUs.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(map = "by_cell")]
pub struct ByCell {
    #[snapshot(key = "*", sum)]
    pub rows: ktsnap::Rows<Cell, u64>,
}

/// Entries of the map `by_cpu` in arrays.json.
/// Each field is the sum over all CPUs.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(map = "by_cpu")]
pub struct ByCpu {
    #[snapshot(key = "0", sum)]
    pub entry_0: [Kinds; 2],
    #[snapshot(key = "1", sum)]
    pub entry_1: [Kinds; 2],
    // The map does not name the enum of its entries. `--key` names one of the object's,
    // `enums(...)` a Rust enum.
}

/// All entries of the map `by_pid` in arrays.json.
/// Each field is the sum over all CPUs.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(map = "by_pid")]
pub struct ByPid {
    #[snapshot(key = "*", sum)]
    pub rows: ktsnap::Rows<u32, Kinds>,
}

/// `struct device`, the value of the map `devices` in arrays.json.
/// Each field is the sum over all CPUs.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(map = "devices", value = "struct device")]
pub struct Devices {
    #[snapshot(sum)]
    pub kinds: Kinds,
    #[snapshot(sum)]
    pub queue: Queue,
    #[snapshot(sum)]
    pub queue_lag: [i32; 2],
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct cell")]
pub struct Cell {
    pub id: u32,
    pub is_open: bool,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct queue")]
pub struct Queue {
    pub io: [i32; 4],
    /// `u16[4]`
    pub depth: ktsnap::histogram::Histogram<ktsnap::histogram::Linear<0, 4>, u16>,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(type = "u64[NR_KINDS]", key = "enum kind_id")]
pub struct Kinds {
    #[snapshot(key = "KIND_READ")]
    pub read: u64,
    #[snapshot(key = "KIND_WRITE")]
    pub write: u64,
    #[snapshot(key = "KIND_OTHER")]
    pub other: u64,
    // Left out: `NR_KINDS`: its value is 3, and the array has 3 elements.
}
