/// `struct cpu_ctx`, the value of the map `cpu_ctxs` in scx_mitosis.json.
/// Each field is the sum over all CPUs.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "../tests/real-schedulers/schemas/scx_mitosis.json")]
#[snapshot(map = "cpu_ctxs", value = "struct cpu_ctx")]
#[snapshot(ratio(steal_pct = percent(sum(cstats[*].steal) / sum(cstats[*].local))))]
pub struct Mitosis {
    /// `u64[256][13]`
    #[snapshot(sum)]
    pub cstats: Vec<CellStats>,
    /// `u64[256]`
    #[snapshot(sum)]
    pub running_ns: Vec<u64>,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "../tests/real-schedulers/schemas/scx_mitosis.json")]
#[snapshot(type = "u64[NR_CSTATS]", key = "enum cell_stat_idx")]
#[snapshot(let(decisions = local + cpu_dsq + cell_dsq + borrowed))]
#[snapshot(ratio(local_pct = percent(local / decisions)))]
#[snapshot(ratio(share_pct(all) = percent(decisions / all.decisions)))]
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
