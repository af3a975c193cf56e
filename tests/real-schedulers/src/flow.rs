//! scx_flow 4.8.15: an array of 1024 structs, one for each CPU.

use ktsnap::SnapshotSchema;

/// Sums over all CPUs.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_flow.bpf.o", map = "cpu_stats_stor")]
#[snapshot(ratio(
    /// The fraction of moves to a CPU that came from the global queue.
    pub machine_fraction = machine_moves / (local_moves + node_moves + machine_moves)
))]
pub struct Flow {
    #[snapshot(key = "*", path = "total_runtime", sum)]
    pub total_runtime: u64,
    #[snapshot(key = "*", path = "inserts", sum)]
    pub inserts: u64,
    #[snapshot(key = "*", path = "requeues", sum)]
    pub requeues: u64,
    #[snapshot(key = "*", path = "completions", sum)]
    pub completions: u64,
    #[snapshot(key = "*", path = "local_moves", sum)]
    pub local_moves: u64,
    #[snapshot(key = "*", path = "node_moves", sum)]
    pub node_moves: u64,
    #[snapshot(key = "*", path = "machine_moves", sum)]
    pub machine_moves: u64,
    #[snapshot(key = "*", path = "kicks", sum)]
    pub kicks: u64,
    #[snapshot(key = "*", path = "misses", sum)]
    pub misses: u64,
}

/// One element; a field with `#[snapshot(key = "*")]` reads all into a `Vec`.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_flow.bpf.o", type = "struct flow_sched_stats")]
pub struct FlowOfCpu {
    pub inserts: u64,
    pub misses: u64,
}

/// All elements, one per CPU.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_flow.bpf.o", map = "cpu_stats_stor")]
pub struct FlowByCpu {
    #[snapshot(key = "*")]
    pub cpus: Vec<FlowOfCpu>,
}
