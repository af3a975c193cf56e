//! Our own scheduler, `examples/bpf/dispatch.bpf.c`.

use ktsnap::SnapshotSchema;
use serde::{Deserialize, Serialize};

use crate::counters;

/// Globals of most types.
#[derive(Debug, Clone, PartialEq, SnapshotSchema, Serialize, Deserialize)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o")]
pub struct Dispatch {
    pub nr_enqueued: u64,
    pub nr_mig_same: u64,
    pub nr_mig_cross: u64,
    pub nr_inserted: u64,
    #[snapshot(gauge)]
    pub nr_tasks: u32,
    #[snapshot(gauge)]
    pub lag_ns: i64,
    pub saw_cross: bool,
    /// Indexed by `enum dsp_stat`.
    pub dsp_stats: [u64; 3],
    #[snapshot(path = "waits.nr", gauge)]
    pub nr_waits: u32,
    pub slowest_comm: String,
}

counters!(Dispatch = "dispatch" { nr_enqueued, nr_mig_same, nr_mig_cross, nr_inserted });

/// A value that differs in each run of the scheduler.
#[derive(Debug, Clone, PartialEq, SnapshotSchema, Serialize, Deserialize)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o", map = "instance", value = "struct instance")]
pub struct Started {
    #[snapshot(gauge)]
    pub started_ns: u64,
    #[snapshot(gauge)]
    pub nr_cpus: u32,
}

counters!(Started = "started" { started_ns });

/// A per-CPU map whose value has a type.
#[derive(Debug, Clone, PartialEq, SnapshotSchema, Serialize, Deserialize)]
#[snapshot(object = "../../examples/bpf/dispatch.bpf.o", map = "stats", key = "enum dsp_stat")]
pub struct Stats {
    #[snapshot(key = "DSP_LOCAL", sum)]
    pub local: u64,
    #[snapshot(key = "DSP_SHARED", sum)]
    pub shared: u64,
    #[snapshot(key = "DSP_KICK", sum)]
    pub kick: u64,
}

counters!(Stats = "stats" { local, shared, kick });
