/// Entries of the map `queue_waits` in dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "queue_waits", key = "enum dsp_stat")]
pub struct QueueWaits {
    #[snapshot(key = "DSP_LOCAL")]
    pub local: WaitStats,
    #[snapshot(key = "DSP_SHARED")]
    pub shared: WaitStats,
    // Left out: `DSP_KICK`: its value is 2, and the map has 2 entries.
    // Left out: `NR_DSP_STATS`: its value is 3, and the map has 2 entries.
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
pub struct WaitStats {
    pub total_ns: u64,
    pub max_ns: u64,
    pub nr: u32,
}
