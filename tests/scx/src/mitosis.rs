//! What scx_mitosis counts. It is not published, so the structs are checked against a layout file of its object.

use ktsnap::{Rows, SnapshotSchema};

/// How a cell's tasks were queued.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "../real-schedulers/schemas/scx_mitosis.json")]
#[snapshot(type = "u64[NR_CSTATS]", key = "enum cell_stat_idx")]
#[snapshot(ratio(
    /// The fraction that went to CPUs of other cells. A cell without tasks borrows nothing.
    pub borrowed_fraction = borrowed / (local + cpu_dsq + cell_dsq + borrowed) or 0,
))]
pub struct Queued {
    /// To an idle CPU of the cell.
    #[snapshot(key = "CSTAT_LOCAL")]
    pub local: u64,
    /// To the queue of a CPU.
    #[snapshot(key = "CSTAT_CPU_DSQ")]
    pub cpu_dsq: u64,
    /// To the queue of the cell.
    #[snapshot(key = "CSTAT_CELL_DSQ")]
    pub cell_dsq: u64,
    /// To an idle CPU of another cell.
    #[snapshot(key = "CSTAT_BORROWED")]
    pub borrowed: u64,
}

/// What all CPUs counted for each cell.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "../real-schedulers/schemas/scx_mitosis.json", map = "cpu_ctxs", value = "struct cpu_ctx")]
pub struct Cells {
    /// A row for each cell.
    #[snapshot(path = "cstats", sum)]
    pub queued: Vec<Queued>,
    /// The time for which tasks of each cell ran, in nanoseconds.
    #[snapshot(sum)]
    pub running_ns: Vec<u64>,
}

/// Which CPUs belong to which cell.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "../real-schedulers/schemas/scx_mitosis.json", map = "cpu_ctxs", value = "struct cpu_ctx")]
pub struct Owners {
    /// The number of CPUs that each cell owns. A cell without CPUs has no row.
    #[snapshot(by = "cell", count)]
    pub cpus: Rows<u32, u64>,
}

/// The configuration of the cells.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(layout = "../real-schedulers/schemas/scx_mitosis.json")]
pub struct Config {
    /// The number of cells. Cell 0 has the tasks outside all others.
    #[snapshot(path = "cell_config.num_cells", gauge)]
    pub num_cells: u32,
    /// How many configurations were applied.
    #[snapshot(rename = "applied_configuration_seq")]
    pub applied: u32,
}
