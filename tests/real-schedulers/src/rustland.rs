//! scx_rustland 1.1.4: plain globals in `.bss`, from the BPF part of scx_rustland_core. Its user space prints them
//! unchanged.

use ktsnap::SnapshotSchema;

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_rustland.bpf.o")]
#[snapshot(ratio(
    /// The fraction of dispatches that user space decided.
    pub user_fraction = nr_user_dispatches / (nr_user_dispatches + nr_kernel_dispatches)
))]
pub struct Rustland {
    pub nr_user_dispatches: u64,
    pub nr_kernel_dispatches: u64,
    pub nr_cancel_dispatches: u64,
    pub nr_bounce_dispatches: u64,
    pub nr_failed_dispatches: u64,
    pub nr_sched_congested: u64,
    #[snapshot(gauge)]
    pub nr_queued: u64,
    #[snapshot(gauge)]
    pub nr_scheduled: u64,
    #[snapshot(gauge)]
    pub nr_running: u64,
    #[snapshot(gauge)]
    pub nr_online_cpus: u64,
}
