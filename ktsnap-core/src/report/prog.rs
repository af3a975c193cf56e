//! What the BPF programs counted.

use serde::{Deserialize, Serialize};

/// One struct_ops program's run statistics, as with `bpf_stats_enabled`.
///
/// ```
/// use ktsnap_core::report::ProgRuntimeStats;
///
/// let read: ProgRuntimeStats = serde_json::from_str(r#"{"name": "dispatch_enqueue", "cnt": 420, "nsecs": 16421205, "misses": 0}"#)?;
/// assert_eq!(read.cnt, 420);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProgRuntimeStats {
    /// The program's name.
    pub name: String,
    /// How often it ran.
    pub cnt: u64,
    /// For how long in all, in nanoseconds.
    pub nsecs: u64,
    /// How often it was skipped because it was running already.
    pub misses: u64,
}

/// What the harness's own probe counted.
///
/// ```
/// use ktsnap_core::report::ProbeBssCounters;
///
/// let read: ProbeBssCounters = serde_json::from_str(r#"{"probe_count": 1, "kprobe_returns": 0, "meta_miss": 0, "ringbuf_drops": 0, "timeline_count": 0,
///     "timeline_drops": 0, "pi_count": 0, "pi_orphan_fexits": 0, "pi_class_change_count": 0, "pi_drops": 0,
///     "lock_contend_count": 0, "lock_contend_drops": 0, "preempt_disable_count": 0,
///     "preempt_enable_count": 0, "trigger_count": 1}"#)?;
/// assert_eq!(read.trigger_count, 1, "the scheduler's exit was seen");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProbeBssCounters {
    /// Probes that fired.
    pub probe_count: u64,
    /// Of them, those that left an entry.
    pub kprobe_returns: u64,
    /// Events whose metadata was not found.
    pub meta_miss: u64,
    /// Events that did not fit the ring buffer.
    pub ringbuf_drops: u64,
    /// Timeline events.
    pub timeline_count: u64,
    /// Timeline events that were lost.
    pub timeline_drops: u64,
    /// Priority inheritance events.
    pub pi_count: u64,
    /// Ends of those without a beginning.
    pub pi_orphan_fexits: u64,
    /// Of them, changes of class.
    pub pi_class_change_count: u64,
    /// Of them, lost.
    pub pi_drops: u64,
    /// Lock contentions.
    pub lock_contend_count: u64,
    /// Of them, lost.
    pub lock_contend_drops: u64,
    /// Times that preemption was disabled.
    pub preempt_disable_count: u64,
    /// Times that it was enabled.
    pub preempt_enable_count: u64,
    /// Exits of a scheduler that were seen.
    pub trigger_count: u64,
}
