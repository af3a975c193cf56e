//! Structs of published schedulers, checked against their layout files.

use ktsnap::SnapshotSchema;
use serde::{Deserialize, Serialize};

use crate::counters;

/// scx_bpfland 1.1.4: plain globals.
#[derive(Debug, Clone, PartialEq, SnapshotSchema, Serialize, Deserialize)]
#[snapshot(layout = "schemas/scx_bpfland.json")]
pub struct Bpfland {
    pub nr_kthread_dispatches: u64,
    pub nr_direct_dispatches: u64,
    pub nr_shared_dispatches: u64,
    #[snapshot(gauge)]
    pub nr_running: u64,
    #[snapshot(gauge)]
    pub nr_online_cpus: u64,
}

counters!(Bpfland = "scx_bpfland" { nr_kthread_dispatches, nr_direct_dispatches, nr_shared_dispatches });

/// scx_rusty 1.1.4: a per-CPU array that is declared by its sizes. Its keys are those of `enum stat_idx` in `intf.h`.
#[derive(Debug, Clone, PartialEq, SnapshotSchema, Serialize, Deserialize)]
#[snapshot(layout = "schemas/scx_rusty.json", map = "stats")]
pub struct Rusty {
    #[snapshot(key = "2", sum)]
    pub prev_idle: u64,
    #[snapshot(key = "5", sum)]
    pub direct_dispatch: u64,
    #[snapshot(key = "8", sum)]
    pub dsq_dispatch: u64,
    #[snapshot(key = "*", sum)]
    pub all: u64,
}

counters!(Rusty = "scx_rusty" { prev_idle, direct_dispatch, dsq_dispatch, all });
