/// Entries of the map `by_cpu` in arrays.json.
/// Each field is the sum over all CPUs.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(map = "by_cpu")]
pub struct ByCpu {
    /// `u64[2][3]`
    #[snapshot(key = "0", sum)]
    pub entry_0: [ktsnap::histogram::Histogram<ktsnap::histogram::Log2>; 2],
    /// `u64[2][3]`
    #[snapshot(key = "1", sum)]
    pub entry_1: [ktsnap::histogram::Histogram<ktsnap::histogram::Log2>; 2],
    // The map does not name the enum of its entries. `--key` names one of the object's,
    // `enums(...)` a Rust enum.
}

/// All entries of the map `by_pid` in arrays.json.
/// Each field is the sum over all CPUs.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(map = "by_pid")]
pub struct ByPid {
    /// `u64[3]`
    #[snapshot(key = "*", sum)]
    pub rows: ktsnap::Rows<u32, ktsnap::histogram::Histogram<ktsnap::histogram::Fls>>,
}
