//! scx_bpfland 1.1.4.

use ktsnap::SnapshotSchema;

/// All of its counters: plain globals in `.bss`.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "scx_bpfland.bpf.o")]
#[snapshot(ratio(direct_fraction = nr_direct_dispatches / (nr_direct_dispatches + nr_shared_dispatches)))]
pub struct Counters {
    pub nr_kthread_dispatches: u64,
    pub nr_direct_dispatches: u64,
    pub nr_shared_dispatches: u64,
    pub nr_idle_select_path_picks: u64,
    pub nr_idle_enqueue_path_picks: u64,
    pub nr_idle_prev_cpu_picks: u64,
    pub nr_idle_primary_picks: u64,
    pub nr_idle_spill_picks: u64,
    pub nr_idle_pick_failures: u64,
    pub nr_idle_primary_domain_misses: u64,
    pub nr_idle_global_misses: u64,
    pub nr_waker_cpu_biases: u64,
    pub nr_keep_running_reuses: u64,
    pub nr_keep_running_queue_empty: u64,
    pub nr_keep_running_smt_blocked: u64,
    pub nr_keep_running_queued_work: u64,
    pub nr_dispatch_cpu_dsq_consumes: u64,
    pub nr_dispatch_node_dsq_consumes: u64,
}

/// Tasks on a CPU now: a gauge beside the counters.
#[derive(Debug, SnapshotSchema)]
#[snapshot(object = "scx_bpfland.bpf.o")]
pub struct Gauges {
    pub nr_running: u64,
    pub nr_online_cpus: u64,
}
