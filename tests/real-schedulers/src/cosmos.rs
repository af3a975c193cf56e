//! scx_cosmos 1.1.7: plain globals in `.bss`. Its user space prints them unchanged.

use ktsnap::SnapshotSchema;

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_cosmos.bpf.o")]
pub struct Cosmos {
    pub nr_event_dispatches: u64,
    pub nr_ev_sticky_dispatches: u64,
    pub nr_gpu_dispatches: u64,
    pub nr_overload_events: u64,
    /// Set by user space while the scheduler runs.
    #[snapshot(gauge)]
    pub perf_threshold: u64,
}
