//! scx_rusty 1.1.4: a per-CPU array with one `u64` per statistic. The map is declared by its sizes, and nothing in the object
//! has the type `enum stat_idx`, so BTF has neither the value's type nor the enumerators.

use ktsnap::{PerCpu, SnapshotEnum, SnapshotSchema};

/// The keys, in the order of `intf.h`.
#[allow(non_camel_case_types, reason = "the names are those of C")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, SnapshotEnum)]
pub enum StatIdx {
    RUSTY_STAT_WAKE_SYNC,
    RUSTY_STAT_SYNC_PREV_IDLE,
    RUSTY_STAT_PREV_IDLE,
    RUSTY_STAT_GREEDY_IDLE,
    RUSTY_STAT_PINNED,
    RUSTY_STAT_DIRECT_DISPATCH,
    RUSTY_STAT_DIRECT_GREEDY,
    RUSTY_STAT_DIRECT_GREEDY_FAR,
    RUSTY_STAT_DSQ_DISPATCH,
    RUSTY_STAT_GREEDY_LOCAL,
    RUSTY_STAT_GREEDY_XNUMA,
    RUSTY_STAT_REPATRIATE,
    RUSTY_STAT_KICK_GREEDY,
    RUSTY_STAT_LOAD_BALANCE,
    RUSTY_STAT_TASK_GET_ERR,
    RUSTY_STAT_DL_CLAMP,
    RUSTY_STAT_DL_PRESET,
    RUSTY_NR_STATS,
}

/// The sum of each statistic over all CPUs.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_rusty.bpf.o", map = "stats", enums(StatIdx))]
#[snapshot(ratio(
    /// All dispatches.
    pub total = wake_sync + sync_prev_idle + prev_idle + greedy_idle + pinned
        + direct_dispatch + direct_greedy + direct_greedy_far + dsq_dispatch + greedy_local + greedy_xnuma,
    // In percent of all dispatches.
    pub wake_sync_pct = percent(wake_sync / total),
    pub sync_prev_idle_pct = percent(sync_prev_idle / total),
    pub prev_idle_pct = percent(prev_idle / total),
    pub greedy_idle_pct = percent(greedy_idle / total),
    pub pinned_pct = percent(pinned / total),
    pub direct_dispatch_pct = percent(direct_dispatch / total),
    pub direct_greedy_pct = percent(direct_greedy / total),
    pub direct_greedy_far_pct = percent(direct_greedy_far / total),
    /// The percentage of dispatches from the queue of the CPU's own domain.
    pub dsq_dispatch_pct = percent(dsq_dispatch / total),
    /// The percentage of dispatches from the queue of another domain.
    pub greedy_local_pct = percent(greedy_local / total),
    pub greedy_xnuma_pct = percent(greedy_xnuma / total),
    // These four do not count as dispatches.
    pub repatriate_pct = percent(repatriate / total),
    pub kick_greedy_pct = percent(kick_greedy / total),
    pub dl_clamp_pct = percent(dl_clamp / total),
    pub dl_preset_pct = percent(dl_preset / total),
))]
pub struct Rusty {
    // Each dispatch counts in one of these eleven statistics.
    #[snapshot(key = "RUSTY_STAT_WAKE_SYNC", sum)]
    pub wake_sync: u64,
    #[snapshot(key = "RUSTY_STAT_SYNC_PREV_IDLE", sum)]
    pub sync_prev_idle: u64,
    #[snapshot(key = "RUSTY_STAT_PREV_IDLE", sum)]
    pub prev_idle: u64,
    #[snapshot(key = "RUSTY_STAT_GREEDY_IDLE", sum)]
    pub greedy_idle: u64,
    #[snapshot(key = "RUSTY_STAT_PINNED", sum)]
    pub pinned: u64,
    #[snapshot(key = "RUSTY_STAT_DIRECT_DISPATCH", sum)]
    pub direct_dispatch: u64,
    #[snapshot(key = "RUSTY_STAT_DIRECT_GREEDY", sum)]
    pub direct_greedy: u64,
    #[snapshot(key = "RUSTY_STAT_DIRECT_GREEDY_FAR", sum)]
    pub direct_greedy_far: u64,
    #[snapshot(key = "RUSTY_STAT_DSQ_DISPATCH", sum)]
    pub dsq_dispatch: u64,
    #[snapshot(key = "RUSTY_STAT_GREEDY_LOCAL", sum)]
    pub greedy_local: u64,
    #[snapshot(key = "RUSTY_STAT_GREEDY_XNUMA", sum)]
    pub greedy_xnuma: u64,
    // Statistics of other events.
    #[snapshot(key = "RUSTY_STAT_REPATRIATE", sum)]
    pub repatriate: u64,
    #[snapshot(key = "RUSTY_STAT_KICK_GREEDY", sum)]
    pub kick_greedy: u64,
    #[snapshot(key = "RUSTY_STAT_LOAD_BALANCE", sum)]
    pub load_balance: u64,
    #[snapshot(key = "RUSTY_STAT_TASK_GET_ERR", sum)]
    pub task_get_err: u64,
    #[snapshot(key = "RUSTY_STAT_DL_CLAMP", sum)]
    pub dl_clamp: u64,
    #[snapshot(key = "RUSTY_STAT_DL_PRESET", sum)]
    pub dl_preset: u64,
}

/// Some statistics per CPU.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_rusty.bpf.o", map = "stats", enums(StatIdx))]
#[snapshot(ratio(pub greedy_fraction = sum(greedy_local) / (sum(dsq_dispatch) + sum(greedy_local))))]
pub struct RustyByCpu {
    #[snapshot(key = "RUSTY_STAT_DSQ_DISPATCH")]
    pub dsq_dispatch: PerCpu<u64>,
    #[snapshot(key = "RUSTY_STAT_GREEDY_LOCAL")]
    pub greedy_local: PerCpu<u64>,
    /// The length of the array also checks the number of enumerators.
    #[snapshot(key = "*")]
    pub all: [PerCpu<u64>; StatIdx::RUSTY_NR_STATS as usize],
}

/// What user space sets.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_rusty.bpf.o", type = "struct tune_input")]
#[snapshot(ratio(pub slice_us = slice_ns / 1000))]
pub struct TuneInput {
    pub slice_ns: u64,
    /// A bit for each CPU.
    pub direct_greedy_cpumask: [u64; 8],
    pub kick_greedy_cpumask: [u64; 8],
}

/// The globals of `.bss`.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_rusty.bpf.o")]
pub struct RustyGlobals {
    #[snapshot(gauge)]
    pub tune_input: TuneInput,
}
