//! scx_pandemonium 5.23.1: a per-CPU array of one struct, and two histograms.

use ktsnap::{PerCpu, SnapshotSchema};

/// Sums over all CPUs.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_pandemonium.bpf.o", map = "stats_map", value = "struct pandemonium_stats")]
#[snapshot(ratio(
    pub idle_pct = percent(nr_idle_hits / nr_dispatches),
    pub mean_wake_lat_ns = wake_lat_sum / wake_lat_samples,
    pub l2_hit_batch_pct = percent(nr_l2_hit_batch / (nr_l2_hit_batch + nr_l2_miss_batch)),
    pub l2_hit_interactive_pct = percent(nr_l2_hit_interactive / (nr_l2_hit_interactive + nr_l2_miss_interactive)),
    pub mean_rq_depth = rq_depth_sum / rq_depth_samples,
))]
pub struct Pandemonium {
    #[snapshot(sum)]
    pub nr_dispatches: u64,
    #[snapshot(sum)]
    pub nr_idle_hits: u64,
    #[snapshot(sum)]
    pub nr_shared: u64,
    #[snapshot(sum)]
    pub nr_preempt: u64,
    #[snapshot(sum)]
    pub wake_lat_sum: u64,
    #[snapshot(sum)]
    pub wake_lat_samples: u64,
    #[snapshot(sum)]
    pub nr_l2_hit_batch: u64,
    #[snapshot(sum)]
    pub nr_l2_miss_batch: u64,
    #[snapshot(sum)]
    pub nr_l2_hit_interactive: u64,
    #[snapshot(sum)]
    pub nr_l2_miss_interactive: u64,
    /// The longest current wait in the overflow queues.
    #[snapshot(max)]
    pub batch_sojourn_ns: u64,
    /// Placements in another cache domain, summed over its eight reasons.
    #[snapshot(sum)]
    pub nr_cross_domain: u64,
    #[snapshot(sum)]
    pub rq_depth_sum: u64,
    #[snapshot(sum)]
    pub rq_depth_samples: u64,
}

/// Wakeup latencies: three tiers of twelve buckets.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_pandemonium.bpf.o", map = "wake_lat_hist")]
pub struct WakeLatHist {
    #[snapshot(key = "*")]
    pub buckets: [PerCpu<u64>; 36],
    #[snapshot(key = "*", sum)]
    pub all: u64,
}
