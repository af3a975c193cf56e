/// Entries of the map `by_cpu` in arrays.json.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(map = "by_cpu")]
pub struct ByCpu {
    #[snapshot(key = "0")]
    pub entry_0: ktsnap::PerCpu<[Kinds; 2]>,
    #[snapshot(key = "1")]
    pub entry_1: ktsnap::PerCpu<[Kinds; 2]>,
    // The map does not name the enum of its entries. `--key` names one of the object's,
    // `enums(...)` a Rust enum.
}

/// All entries of the map `by_pid` in arrays.json.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(map = "by_pid")]
pub struct ByPid {
    #[snapshot(key = "*")]
    pub rows: ktsnap::Rows<u32, ktsnap::PerCpu<Kinds>>,
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
