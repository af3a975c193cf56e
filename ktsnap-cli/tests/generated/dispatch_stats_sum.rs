/// Entries of the map `stats` in dispatch.bpf.o.
/// Each field is the sum over all CPUs.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "stats", key = "enum dsp_stat")]
pub struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    pub local: u64,
    #[snapshot(key = "DSP_SHARED", sum)]
    pub shared: u64,
    #[snapshot(key = "DSP_KICK", sum)]
    pub kick: u64,
    // Left out: `NR_DSP_STATS`: its value is 3, and the map has 3 entries.
}
