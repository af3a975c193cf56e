//! scx_pandemonium 5.23.1: a per-CPU array of one struct, two histograms over per-CPU arrays, the knobs that user space sets, and
//! globals.

use std::ffi::CString;

use ktsnap::histogram::{Bounds, Buckets, Histogram};
use ktsnap::{PerCpu, SnapshotSchema};

/// Sums over all CPUs.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_pandemonium.bpf.o", map = "stats_map", value = "struct pandemonium_stats")]
#[snapshot(ratio(
    pub idle_pct = floor(percent(nr_idle_hits / nr_dispatches)) or 0,
    pub idle_hit_rate = percent(nr_idle_hits / nr_dispatches) or 0,
    pub wake_us = floor(wake_lat_sum / wake_lat_samples / 1000) or 0,
    pub lat_idle_us = floor(wake_lat_idle_sum / wake_lat_idle_cnt / 1000) or 0,
    pub lat_kick_us = floor(wake_lat_kick_sum / wake_lat_kick_cnt / 1000) or 0,
    pub l2_hit_batch_pct = floor(percent(nr_l2_hit_batch / (nr_l2_hit_batch + nr_l2_miss_batch))) or 0,
    pub l2_hit_interactive_pct = floor(percent(nr_l2_hit_interactive / (nr_l2_hit_interactive + nr_l2_miss_interactive))) or 0,
    pub sojourn_ms = floor(batch_sojourn_ns / 1000000),
    // Six of the eight reasons.
    pub cross_domain_scatter_pct = floor(percent(sum(nr_cross_domain[0..6]) / nr_dispatches)) or 0,
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
    pub nr_keep_running: u64,
    #[snapshot(sum)]
    pub nr_hard_kicks: u64,
    #[snapshot(sum)]
    pub nr_soft_kicks: u64,
    #[snapshot(sum)]
    pub nr_enq_wakeup: u64,
    #[snapshot(sum)]
    pub nr_enq_requeue: u64,
    #[snapshot(sum)]
    pub wake_lat_idle_sum: u64,
    #[snapshot(sum)]
    pub wake_lat_idle_cnt: u64,
    #[snapshot(sum)]
    pub wake_lat_kick_sum: u64,
    #[snapshot(sum)]
    pub wake_lat_kick_cnt: u64,
    #[snapshot(sum)]
    pub nr_l2_hit_batch: u64,
    #[snapshot(sum)]
    pub nr_l2_miss_batch: u64,
    #[snapshot(sum)]
    pub nr_l2_hit_interactive: u64,
    #[snapshot(sum)]
    pub nr_l2_miss_interactive: u64,
    #[snapshot(sum)]
    pub nr_reenqueue: u64,
    /// The longest current wait in the overflow queues.
    #[snapshot(max, gauge)]
    pub batch_sojourn_ns: u64,
    /// Not 0 if a CPU is in this mode.
    #[snapshot(max, gauge)]
    pub longrun_mode_active: u64,
    #[snapshot(sum)]
    pub nr_overflow_rescue: u64,
    /// Placements in another cache domain, by reason: `sel_tight`, `sel_sync`, `sel_normal`, `sel_dfl`, `enq_t1`, `enq_t2`,
    /// `steal`, `step5`.
    #[snapshot(sum)]
    pub nr_cross_domain: [u64; 8],
    #[snapshot(sum)]
    pub nr_osc_park: u64,
    #[snapshot(sum)]
    pub nr_spill_kick_preempt: u64,
    #[snapshot(sum)]
    pub nr_steal: u64,
    #[snapshot(sum)]
    pub nr_kick_declined: u64,
    #[snapshot(sum)]
    pub nr_stay_cost_held: u64,
    #[snapshot(sum)]
    pub nr_stay_move_taken: u64,
    #[snapshot(sum)]
    pub rq_depth_sum: u64,
    #[snapshot(sum)]
    pub rq_depth_samples: u64,
}

/// Wakeup latencies: three tiers of twelve buckets.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_pandemonium.bpf.o", map = "wake_lat_hist")]
pub struct WakeLatHist {
    #[snapshot(key = "0..12", sum)]
    pub batch: Histogram<WakeLatency>,
    #[snapshot(key = "12..24", sum)]
    pub interactive: Histogram<WakeLatency>,
    /// No code counts here.
    #[snapshot(key = "24..36", sum)]
    pub lock: Histogram<WakeLatency>,
    #[snapshot(sum(batch, interactive, lock))]
    pub all_tiers: Histogram<WakeLatency>,
    /// The length checks the number of buckets.
    #[snapshot(key = "*")]
    pub buckets: [PerCpu<u64>; 36],
    #[snapshot(key = "*", sum)]
    pub all: u64,
}

/// `lat_bucket()` in `main.bpf.c`, in nanoseconds. Its user space reports the upper bound of the bucket with the 99th
/// percentile, and 20 ms for the last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WakeLatency {}

impl Buckets for WakeLatency {
    const BOUNDS: Bounds = Bounds::UpTo(&[
        10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000, 20_000_000,
    ]);
}

/// `sleep_bucket()` in `main.bpf.c`, in nanoseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SleepTime {}

impl Buckets for SleepTime {
    const BOUNDS: Bounds = Bounds::UpTo(&[1_000_000, 10_000_000, 100_000_000]);
}

/// Sleeps by their length, summed over all CPUs.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_pandemonium.bpf.o", map = "sleep_hist")]
#[snapshot(ratio(pub sleep_io_pct = floor(percent((ns[0] + ns[1]) / sum(ns))) or 0))]
pub struct SleepHist {
    #[snapshot(key = "*", sum)]
    pub ns: Histogram<SleepTime>,
}

/// What user space sets, read as `PerCpu<Knobs>`. User space prints the values of CPU 0.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_pandemonium.bpf.o", map = "tuning_knobs_map", value = "struct tuning_knobs")]
#[snapshot(ratio(
    pub slice_us = floor(slice_ns / 1000),
    pub batch_slice_us = floor(batch_slice_ns / 1000),
    pub codel_thresh_ms = floor(codel_thresh_ns / 1000000),
))]
pub struct Knobs {
    #[snapshot(gauge)]
    pub slice_ns: u64,
    #[snapshot(gauge)]
    pub preempt_thresh_ns: u64,
    #[snapshot(gauge)]
    pub batch_slice_ns: u64,
    #[snapshot(gauge)]
    pub codel_thresh_ns: u64,
}

/// The oscillator's target, and its lower bound.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_pandemonium.bpf.o")]
pub struct CodelTarget {
    #[snapshot(gauge)]
    pub codel_target_ns: u64,
    #[snapshot(gauge)]
    pub codel_target_floor_ns: u64,
}

/// The oscillator's upper bound, and why the scheduler exited.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_pandemonium.bpf.o", section = ".data")]
pub struct Exit {
    #[snapshot(gauge)]
    pub codel_target_max_ns: u64,
    #[snapshot(path = "uei.kind", gauge)]
    pub kind: i32,
    #[snapshot(path = "uei.exit_code", gauge)]
    pub exit_code: i64,
    #[snapshot(path = "uei.reason", gauge)]
    pub reason: CString,
    #[snapshot(path = "uei.msg", gauge)]
    pub msg: CString,
}

/// The resistance of the whole machine in nanoseconds. `u32::MAX` means none.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_pandemonium.bpf.o", map = "reff_value")]
pub struct Reff {
    #[snapshot(key = "0", gauge)]
    pub release_ns: u32,
}

/// The oscillator: its target, the bounds of the target, and the resistance, of one scheduler.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(parts)]
#[snapshot(ratio(
    /// Where the target is between its bounds, from 0 to 1. Without bounds it is in the middle.
    pub position = min(
        max(target.codel_target_ns - target.codel_target_floor_ns, 0)
            / max(exit.codel_target_max_ns - target.codel_target_floor_ns, 0),
        1
    ) or 0.5,
    pub release_us = floor((target.codel_target_ns + reff.release_ns) / 1000),
))]
pub struct Oscillator {
    pub target: CodelTarget,
    pub exit: Exit,
    pub reff: Reff,
}
