/// The entry of the map `raw` in arrays.json.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(map = "raw")]
pub struct Raw {
    #[snapshot(key = "0")]
    pub raw: Kinds,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(type = "u64[NR_KINDS]", key = "enum kind_id")]
pub struct Kinds {
    /// `24 bytes`
    #[snapshot(key = "KIND_READ")]
    pub read: u64,
    /// `24 bytes`
    #[snapshot(key = "KIND_WRITE")]
    pub write: u64,
    /// `24 bytes`
    #[snapshot(key = "KIND_OTHER")]
    pub other: u64,
    // Left out: `NR_KINDS`: its value is 3, and the array has 3 elements.
}
