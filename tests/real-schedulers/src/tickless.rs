//! scx_tickless 1.1.4: plain globals in `.bss`. Its user space prints them unchanged.

use ktsnap::SnapshotSchema;

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_tickless.bpf.o")]
#[snapshot(ratio(
    /// The fraction of dispatches that the primary CPUs' timers routed.
    pub timer_fraction =
        nr_timer_dispatches / (nr_direct_dispatches + nr_primary_dispatches + nr_timer_dispatches)
))]
pub struct Tickless {
    pub nr_ticks: u64,
    pub nr_preemptions: u64,
    pub nr_direct_dispatches: u64,
    pub nr_timer_dispatches: u64,
    pub nr_primary_dispatches: u64,
}
