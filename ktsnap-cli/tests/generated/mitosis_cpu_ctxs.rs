/// `struct cpu_ctx`, the value of the map `cpu_ctxs` in scx_mitosis.json.
/// Read the values of all CPUs with `PerCpu::<CpuCtxs>::from_snapshot(&snapshot)`.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "../tests/real-schedulers/schemas/scx_mitosis.json")]
#[snapshot(map = "cpu_ctxs", value = "struct cpu_ctx")]
pub struct CpuCtxs {
    /// `u64[256][13]`
    pub cstats: Vec<CellStats>,
    /// `u64[256]`
    pub cell_cycles: Vec<u64>,
    /// `u64[256]`
    pub running_ns: Vec<u64>,
    pub vtime_now: u64,
    pub cell: u32,
    pub llc: u32,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "../tests/real-schedulers/schemas/scx_mitosis.json")]
#[snapshot(type = "u64[NR_CSTATS]", key = "enum cell_stat_idx")]
pub struct CellStats {
    #[snapshot(key = "CSTAT_LOCAL")]
    pub local: u64,
    #[snapshot(key = "CSTAT_CPU_DSQ")]
    pub cpu_dsq: u64,
    #[snapshot(key = "CSTAT_CELL_DSQ")]
    pub cell_dsq: u64,
    #[snapshot(key = "CSTAT_AFFN_VIOL")]
    pub affn_viol: u64,
    #[snapshot(key = "CSTAT_BORROWED")]
    pub borrowed: u64,
    #[snapshot(key = "CSTAT_STEAL")]
    pub steal: u64,
    #[snapshot(key = "CSTAT_DRAIN_CNT")]
    pub drain_cnt: u64,
    #[snapshot(key = "CSTAT_DRAIN_AFFN_CNT")]
    pub drain_affn_cnt: u64,
    #[snapshot(key = "CSTAT_CLAMP_USED")]
    pub clamp_used: u64,
    #[snapshot(key = "CSTAT_PIN_SKIP")]
    pub pin_skip: u64,
    #[snapshot(key = "CSTAT_SLICE_SHRINK_MAX")]
    pub slice_shrink_max: u64,
    #[snapshot(key = "CSTAT_SLICE_SHRINK_PROPORTIONAL")]
    pub slice_shrink_proportional: u64,
    #[snapshot(key = "CSTAT_SLICE_SHRINK_MIN")]
    pub slice_shrink_min: u64,
    // Left out: `NR_CSTATS`: its value is 13, and the array has 13 elements.
}
