use ktsnap::{PerCpu, SnapshotSchema};

/// Entries of the map `wake_stats` in dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "wake_stats", key = "enum wake_stat")]
pub struct WakeStats {
    #[snapshot(key = "WAKE_STAYED")]
    pub stayed: PerCpu<u64>,
    #[snapshot(key = "WAKE_MOVED")]
    pub moved: PerCpu<u64>,
    #[snapshot(key = "WAKE_BUSY")]
    pub busy: PerCpu<u64>,
    // Left out: `NR_WAKE_STATS`: it is 3, and the map has 3 entries.
}
