//! scx_forge 1.1.3: plain globals in `.bss`. Its user space prints them unchanged.

use ktsnap::SnapshotSchema;

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_forge.bpf.o")]
#[snapshot(ratio(
    /// The fraction of queue dispatches from the queue of another CPU.
    pub remote_fraction = nr_remote_dispatches
        / (nr_local_dispatches + nr_remote_dispatches + nr_llc_dispatches + nr_node_dispatches + nr_global_dispatches)
))]
pub struct Forge {
    pub nr_direct_dispatches: u64,
    pub nr_enqueues: u64,
    pub nr_preempt_dispatches: u64,
    pub nr_local_dispatches: u64,
    pub nr_remote_dispatches: u64,
    pub nr_llc_dispatches: u64,
    pub nr_node_dispatches: u64,
    pub nr_global_dispatches: u64,
    pub nr_dequeues: u64,
    pub nr_dispatch_dequeues: u64,
    pub nr_sched_change_dequeues: u64,
    pub nr_task_state_errors: u64,
    pub nr_event_dispatches: u64,
    pub nr_ev_sticky_dispatches: u64,
    #[snapshot(gauge)]
    pub nr_online_cpus: u64,
}
