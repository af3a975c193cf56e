/// Entries of the map `stats` in dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "stats")]
pub struct Stats {
    #[snapshot(key = "0")]
    pub entry_0: ktsnap::PerCpu<u64>,
    #[snapshot(key = "1")]
    pub entry_1: ktsnap::PerCpu<u64>,
    #[snapshot(key = "2")]
    pub entry_2: ktsnap::PerCpu<u64>,
    // The map does not name the enum of its entries. `--key` names one of the object's,
    // `enums(...)` a Rust enum.
}
