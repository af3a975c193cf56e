//! scx_bpfland 1.1.4: plain globals in `.bss`. Its user space prints them unchanged.

use ktsnap::SnapshotSchema;

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_bpfland.bpf.o")]
#[snapshot(ratio(
    /// The fraction of direct dispatches, without per-CPU kernel threads.
    pub direct_fraction = nr_direct_dispatches / (nr_direct_dispatches + nr_shared_dispatches)
))]
pub struct Bpfland {
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
    /// The tasks that are running now.
    #[snapshot(gauge)]
    pub nr_running: u64,
    #[snapshot(gauge)]
    pub nr_online_cpus: u64,
}
