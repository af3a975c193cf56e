/// Globals in `.data.resized` of arrays.json.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
pub struct DataResized {
    /// `u64[1][3]`
    pub resized: Vec<Kinds>,
}

/// Globals in `.data.waits` of arrays.json.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
pub struct DataWaits {
    /// `u64[1]`
    pub waits: ktsnap::histogram::Histogram<ktsnap::histogram::Log2>,
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
