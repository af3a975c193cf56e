/// Entries of the map `m_sizes` in shapes.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../tests/bpf/shapes.bpf.o")]
#[snapshot(map = "m_sizes")]
pub struct MSizes {
    #[snapshot(key = "0")]
    pub entry_0: ktsnap::PerCpu<u64>,
    #[snapshot(key = "1")]
    pub entry_1: ktsnap::PerCpu<u64>,
    #[snapshot(key = "2")]
    pub entry_2: ktsnap::PerCpu<u64>,
    #[snapshot(key = "3")]
    pub entry_3: ktsnap::PerCpu<u64>,
    #[snapshot(key = "4")]
    pub entry_4: ktsnap::PerCpu<u64>,
    #[snapshot(key = "5")]
    pub entry_5: ktsnap::PerCpu<u64>,
    #[snapshot(key = "6")]
    pub entry_6: ktsnap::PerCpu<u64>,
    #[snapshot(key = "7")]
    pub entry_7: ktsnap::PerCpu<u64>,
    #[snapshot(key = "8")]
    pub entry_8: ktsnap::PerCpu<u64>,
    #[snapshot(key = "9")]
    pub entry_9: ktsnap::PerCpu<u64>,
    #[snapshot(key = "10")]
    pub entry_10: ktsnap::PerCpu<u64>,
    #[snapshot(key = "11")]
    pub entry_11: ktsnap::PerCpu<u64>,
    #[snapshot(key = "12")]
    pub entry_12: ktsnap::PerCpu<u64>,
    #[snapshot(key = "13")]
    pub entry_13: ktsnap::PerCpu<u64>,
    #[snapshot(key = "14")]
    pub entry_14: ktsnap::PerCpu<u64>,
    #[snapshot(key = "15")]
    pub entry_15: ktsnap::PerCpu<u64>,
    #[snapshot(key = "16")]
    pub entry_16: ktsnap::PerCpu<u64>,
    // The map does not name the enum of its entries. `--key` names one of the object's,
    // `enums(...)` a Rust enum.
}
