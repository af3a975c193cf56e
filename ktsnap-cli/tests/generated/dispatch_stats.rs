/// Entries of the map `stats` in dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "stats", key = "enum dsp_stat")]
pub struct Stats {
    #[snapshot(key = "DSP_LOCAL")]
    pub local: ktsnap::PerCpu<u64>,
    #[snapshot(key = "DSP_SHARED")]
    pub shared: ktsnap::PerCpu<u64>,
    #[snapshot(key = "DSP_KICK")]
    pub kick: ktsnap::PerCpu<u64>,
    // Left out: `NR_DSP_STATS`: its value is 3, and the map has 3 entries.
}
