/// Globals in `.bss` of dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub struct Moves {
    pub nr_mig_same: u64,
    pub nr_mig_cross: u64,
    pub waits: WaitStats,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
pub struct WaitStats {
    pub total_ns: u64,
    pub max_ns: u64,
    pub nr: u32,
}
