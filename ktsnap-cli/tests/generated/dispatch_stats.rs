use ktsnap::{PerCpu, SnapshotSchema};

/// Entries of the map `stats` in dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "stats", key = "enum dsp_stat")]
pub struct Stats {
    #[snapshot(key = "DSP_LOCAL")]
    pub local: PerCpu<u64>,
    #[snapshot(key = "DSP_SHARED")]
    pub shared: PerCpu<u64>,
    #[snapshot(key = "DSP_KICK")]
    pub kick: PerCpu<u64>,
    // Left out: `NR_DSP_STATS`: it is 3, and the map has 3 entries.
}
