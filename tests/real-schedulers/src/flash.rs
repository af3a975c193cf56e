//! scx_flash 1.1.4: plain globals in `.bss`. Its user space prints them unchanged.

use ktsnap::SnapshotSchema;

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_flash.bpf.o")]
#[snapshot(ratio(
    /// The fraction of direct dispatches.
    pub direct_fraction =
        nr_direct_dispatches / (nr_kthread_dispatches + nr_direct_dispatches + nr_shared_dispatches)
))]
pub struct Flash {
    pub nr_kthread_dispatches: u64,
    pub nr_direct_dispatches: u64,
    pub nr_shared_dispatches: u64,
    #[snapshot(gauge)]
    pub nr_running: u64,
    #[snapshot(gauge)]
    pub nr_online_cpus: u64,
}
