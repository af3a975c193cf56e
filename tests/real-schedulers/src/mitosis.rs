//! scx_mitosis of scx 7a58a3a: a per-CPU array of one struct with `cstats[cell][stat]`. It is not published as a crate, so the
//! structs are checked against the layout file of an object that was built from its source: `clang-19 -g -O2 -target bpf
//! -mcpu=v3 -fms-extensions` over `mitosis.bpf.c`, then `ktsnap export --type 'enum cell_stat_idx'`. The function `cstat_inc`
//! has a parameter of type `enum cell_stat_idx`, so BTF has the enumerators.

use ktsnap::SnapshotSchema;

/// Sums over all CPUs and cells.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "schemas/scx_mitosis.json", map = "cpu_ctxs", value = "struct cpu_ctx")]
#[snapshot(ratio(
    // Each decision puts a task into one of four queues.
    pub local_pct = percent(local / (local + cpu_dsq + cell_dsq + borrowed)),
    pub cpu_pct = percent(cpu_dsq / (local + cpu_dsq + cell_dsq + borrowed)),
    pub cell_pct = percent(cell_dsq / (local + cpu_dsq + cell_dsq + borrowed)),
    pub borrowed_pct = percent(borrowed / (local + cpu_dsq + cell_dsq + borrowed)),
    pub affn_viol_pct = percent(affn_viol / (local + cpu_dsq + cell_dsq + borrowed)),
    pub decisions = local + cpu_dsq + cell_dsq + borrowed,
    pub slice_shrink = slice_shrink_max + slice_shrink_proportional + slice_shrink_min,
    pub steal_pct = percent(steal / (local + cpu_dsq + cell_dsq + borrowed)),
    pub pin_skip_pct = percent(pin_skip / (local + cpu_dsq + cell_dsq + borrowed)),
))]
pub struct Mitosis {
    #[snapshot(path = "cstats[*][CSTAT_LOCAL]", sum)]
    pub local: u64,
    #[snapshot(path = "cstats[*][CSTAT_CPU_DSQ]", sum)]
    pub cpu_dsq: u64,
    #[snapshot(path = "cstats[*][CSTAT_CELL_DSQ]", sum)]
    pub cell_dsq: u64,
    #[snapshot(path = "cstats[*][CSTAT_BORROWED]", sum)]
    pub borrowed: u64,
    #[snapshot(path = "cstats[*][CSTAT_AFFN_VIOL]", sum)]
    pub affn_viol: u64,
    #[snapshot(path = "cstats[*][CSTAT_STEAL]", sum)]
    pub steal: u64,
    #[snapshot(path = "cstats[*][CSTAT_PIN_SKIP]", sum)]
    pub pin_skip: u64,
    #[snapshot(path = "cstats[*][CSTAT_DRAIN_CNT]", sum)]
    pub drain_cnt: u64,
    #[snapshot(path = "cstats[*][CSTAT_DRAIN_AFFN_CNT]", sum)]
    pub drain_affn_cnt: u64,
    #[snapshot(path = "cstats[*][CSTAT_SLICE_SHRINK_MAX]", sum)]
    pub slice_shrink_max: u64,
    #[snapshot(path = "cstats[*][CSTAT_SLICE_SHRINK_PROPORTIONAL]", sum)]
    pub slice_shrink_proportional: u64,
    #[snapshot(path = "cstats[*][CSTAT_SLICE_SHRINK_MIN]", sum)]
    pub slice_shrink_min: u64,
    #[snapshot(path = "running_ns", sum)]
    pub running_ns: u64,
}

/// Sums over all CPUs for each cell.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "schemas/scx_mitosis.json", map = "cpu_ctxs", value = "struct cpu_ctx")]
pub struct MitosisByCell {
    #[snapshot(path = "cstats[*][CSTAT_LOCAL]", sum)]
    pub local: [u64; 256],
    #[snapshot(path = "cstats[*][CSTAT_BORROWED]", sum)]
    pub borrowed: [u64; 256],
    #[snapshot(sum)]
    pub running_ns: [u64; 256],
}
