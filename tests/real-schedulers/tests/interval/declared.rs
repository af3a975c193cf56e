//! The counters of an interval, of one instance of each scheduler. `../../interval/quantities.py` computes the same from the
//! output of bpftool.
//!
//! These quantities of user space are not compared:
//!
//! - what is in the `.bss` of scx_layered, which has 165 MB, so neither a report nor the output of bpftool can hold it: tasks,
//!   slice_us, cpus, cur_nr_cpus, nr_llc_cpus, node_pinned_tasks, is_excl and fallback_cpus;
//! - averages over reads and quotients by the time between them: util and its fractions, util_compensated, node_utils,
//!   node_pinned_utils, node_loads, membw_pct, dsq_insert_ewma, hi_fb_util, lo_fb_util and fallback_cpu_util;
//! - llc_fracs, shares of sums over the keys of a map;
//! - the loads of scx_rusty, which are in an arena.
//!
//! Of the second and third group, the terms are here that are counters of these maps: the usages in nanoseconds and the
//! counts of the LLCs.

use ktsnap::SnapshotSchema;

use real_schedulers::layered::{Layered, LayeredByLlc, LayeredTopology, LayeredUsages};
use real_schedulers::rusty::{Rusty, RustyGlobals};

/// scx_layered.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(parts)]
pub(crate) struct LayeredInterval {
    pub(crate) topology: LayeredTopology,
    #[snapshot(take(layers = topology.nr_layers))]
    pub(crate) cpus: Layered,
    #[snapshot(take(layers = topology.nr_layers))]
    pub(crate) usages: LayeredUsages,
    /// A row for each LLC.
    #[snapshot(take(layers = topology.nr_llcs))]
    pub(crate) llcs: LayeredByLlc,
}

/// scx_rusty.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(parts)]
pub(crate) struct RustyInterval {
    pub(crate) stats: Rusty,
    pub(crate) globals: RustyGlobals,
}
