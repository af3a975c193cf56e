/// Entries of the map `wake_stats` in dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "wake_stats", key = "enum wake_stat")]
pub struct WakeStats {
    #[snapshot(key = "WAKE_STAYED")]
    pub stayed: ktsnap::PerCpu<u64>,
    #[snapshot(key = "WAKE_MOVED")]
    pub moved: ktsnap::PerCpu<u64>,
    #[snapshot(key = "WAKE_BUSY")]
    pub busy: ktsnap::PerCpu<u64>,
    // Left out: `NR_WAKE_STATS`: its value is 3, and the map has 3 entries.
}
