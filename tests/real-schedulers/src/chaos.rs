//! scx_chaos 1.1.4: scx_p2dq with injected faults. It has the map `stats` of scx_p2dq, and another per-CPU array.

use ktsnap::{SnapshotEnum, SnapshotSchema};

/// The keys, in the order of `intf.h`.
#[allow(non_camel_case_types, reason = "the names are those of C")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, SnapshotEnum)]
pub enum ChaosStatIdx {
    CHAOS_STAT_TRAIT_RANDOM_DELAYS,
    CHAOS_STAT_TRAIT_CPU_FREQ,
    CHAOS_STAT_TRAIT_DEGRADATION,
    CHAOS_STAT_CHAOS_EXCLUDED,
    CHAOS_STAT_CHAOS_SKIPPED,
    CHAOS_STAT_KPROBE_RANDOM_DELAYS,
    CHAOS_STAT_TIMER_KICKS,
    CHAOS_NR_STATS,
}

/// The sums over all CPUs.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_chaos.bpf.o", map = "chaos_stats", enums(ChaosStatIdx))]
#[snapshot(ratio(
    /// The fraction of eligible tasks that were not disturbed.
    pub skipped_fraction = chaos_skipped
        / (trait_random_delays + trait_cpu_freq + trait_degradation + chaos_skipped)
))]
pub struct Chaos {
    #[snapshot(key = "CHAOS_STAT_TRAIT_RANDOM_DELAYS", sum)]
    pub trait_random_delays: u64,
    #[snapshot(key = "CHAOS_STAT_TRAIT_CPU_FREQ", sum)]
    pub trait_cpu_freq: u64,
    #[snapshot(key = "CHAOS_STAT_TRAIT_DEGRADATION", sum)]
    pub trait_degradation: u64,
    #[snapshot(key = "CHAOS_STAT_CHAOS_EXCLUDED", sum)]
    pub chaos_excluded: u64,
    #[snapshot(key = "CHAOS_STAT_CHAOS_SKIPPED", sum)]
    pub chaos_skipped: u64,
    #[snapshot(key = "CHAOS_STAT_KPROBE_RANDOM_DELAYS", sum)]
    pub kprobe_random_delays: u64,
    #[snapshot(key = "CHAOS_STAT_TIMER_KICKS", sum)]
    pub timer_kicks: u64,
}

/// Statistics of scx_p2dq, on which scx_chaos is built.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_chaos.bpf.o", map = "stats", enums(crate::p2dq::StatIdx))]
pub struct ChaosP2dq {
    #[snapshot(key = "P2DQ_STAT_DSQ_SAME", sum)]
    pub dsq_same: u64,
    #[snapshot(key = "P2DQ_STAT_DSQ_CHANGE", sum)]
    pub dsq_change: u64,
}
