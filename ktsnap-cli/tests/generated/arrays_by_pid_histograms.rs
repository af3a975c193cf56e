/// Entries of the map `by_cpu` in arrays.json.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(map = "by_cpu")]
pub struct ByCpu {
    /// `u64[2][3]`
    #[snapshot(key = "0")]
    pub entry_0: ktsnap::PerCpu<[ktsnap::histogram::Histogram<ktsnap::histogram::Log2>; 2]>,
    /// `u64[2][3]`
    #[snapshot(key = "1")]
    pub entry_1: ktsnap::PerCpu<[ktsnap::histogram::Histogram<ktsnap::histogram::Log2>; 2]>,
    // The map does not name the enum of its entries. `--key` names one of the object's,
    // `enums(...)` a Rust enum.
}

/// All entries of the map `by_pid` in arrays.json.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/arrays.json")]
#[snapshot(map = "by_pid")]
pub struct ByPid {
    /// `u64[3]`
    #[snapshot(key = "*")]
    pub rows:
        ktsnap::Rows<u32, ktsnap::PerCpu<ktsnap::histogram::Histogram<ktsnap::histogram::Fls>>>,
}
