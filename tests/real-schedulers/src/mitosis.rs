//! scx_mitosis of scx 7a58a3a: a per-CPU array of one struct with `cstats[cell][stat]`. It is not published as a crate, so the
//! structs are checked against the layout file of an object that was built from its source: `clang-19 -g -O2 -target bpf
//! -mcpu=v3 -fms-extensions` over `mitosis.bpf.c`, then `ktsnap export --type 'enum cell_stat_idx'`. The function `cstat_inc`
//! has a parameter of type `enum cell_stat_idx`, so BTF has the enumerators.

use ktsnap::{Rows, SnapshotSchema};

/// What a cell counted, or all cells together. The enumerators are those of BTF.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "schemas/scx_mitosis.json", type = "u64[NR_CSTATS]", key = "enum cell_stat_idx")]
#[snapshot(ratio(
    // Each decision puts a task into one of four queues.
    pub decisions = local + cpu_dsq + cell_dsq + borrowed,
    pub local_pct = percent(local / decisions),
    pub cpu_pct = percent(cpu_dsq / decisions),
    pub cell_pct = percent(cell_dsq / decisions),
    pub borrowed_pct = percent(borrowed / decisions),
    pub affn_viol_pct = percent(affn_viol / decisions),
    pub steal_pct = percent(steal / decisions),
    pub pin_skip_pct = percent(pin_skip / decisions),
    pub slice_shrink = slice_shrink_max + slice_shrink_proportional + slice_shrink_min,
    /// The cell's part of the decisions of all cells.
    pub share_of_decisions_pct(all) = percent(decisions / all.decisions),
))]
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
    #[snapshot(key = "CSTAT_PIN_SKIP")]
    pub pin_skip: u64,
    #[snapshot(key = "CSTAT_SLICE_SHRINK_MAX")]
    pub slice_shrink_max: u64,
    #[snapshot(key = "CSTAT_SLICE_SHRINK_PROPORTIONAL")]
    pub slice_shrink_proportional: u64,
    #[snapshot(key = "CSTAT_SLICE_SHRINK_MIN")]
    pub slice_shrink_min: u64,
}

/// Sums over all CPUs.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "schemas/scx_mitosis.json", map = "cpu_ctxs", value = "struct cpu_ctx")]
#[snapshot(ratio(
    pub num_cells = len(cpus),
    /// The time for which tasks ran on CPUs of another cell than their own.
    pub demand_borrow_pct = percent((sum(running_ns) - sum(own)) / sum(running_ns)) or 0,
    /// The same for the tasks of a cell that owns CPUs.
    pub cell_demand_borrow_pct[cell] = percent((running_ns[cell] - own[cell]) / running_ns[cell]) or 0,
))]
pub struct Mitosis {
    /// A row for each cell.
    #[snapshot(path = "cstats", sum)]
    pub cells: Vec<CellStats>,
    /// The sum of the rows.
    #[snapshot(path = "cstats[*]", sum)]
    pub all: CellStats,
    /// The time for which tasks of each cell ran.
    #[snapshot(sum)]
    pub running_ns: Vec<u64>,
    /// The number of CPUs that each cell owns.
    #[snapshot(by = "cell", count)]
    pub cpus: Rows<u32, u64>,
    /// The time for which tasks of each cell ran on the CPUs that the cell owns.
    #[snapshot(path = "running_ns[cell]", by = "cell", sum)]
    pub own: Rows<u32, u64>,
    /// The time for which tasks of each cell ran on the CPUs that a cell owns.
    #[snapshot(path = "running_ns", by = "cell", sum)]
    pub running_on: Rows<u32, Vec<u64>>,
}
