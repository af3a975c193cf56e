//! scx_cosmos 1.1.7: plain globals in `.bss`. Its user space shows them as they are.

use ktsnap::SnapshotSchema;

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_cosmos.bpf.o")]
pub struct Cosmos {
    pub nr_event_dispatches: u64,
    pub nr_ev_sticky_dispatches: u64,
    pub nr_gpu_dispatches: u64,
    pub nr_overload_events: u64,
    /// Its user space sets this while it runs.
    #[snapshot(gauge)]
    pub perf_threshold: u64,
}
