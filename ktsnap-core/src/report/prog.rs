//! Statistics of BPF programs.

use ktsnap_ratio::{Op, RatioError, evaluate};
use serde::{Deserialize, Serialize};

/// One struct_ops program's run statistics, as the kernel counts them with `bpf_stats_enabled`.
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
    /// How often the program ran.
    pub cnt: u64,
    /// The total run time, in nanoseconds.
    pub nsecs: u64,
    /// How often the program was skipped because it was already running.
    pub misses: u64,
}

impl ProgRuntimeStats {
    /// The mean run time in nanoseconds: `nsecs / cnt`, computed exactly and rounded once.
    ///
    /// # Errors
    ///
    /// [`RatioError::ZeroDenominator`] if the program has not run. The kernel counts runs only while
    /// `kernel.bpf_stats_enabled` is set, which the harness does in its machine.
    ///
    /// ```
    /// use ktsnap_core::report::ProgRuntimeStats;
    ///
    /// let read: ProgRuntimeStats = serde_json::from_str(r#"{"name": "dispatch_enqueue", "cnt": 4, "nsecs": 1001, "misses": 0}"#)?;
    /// assert_eq!(read.mean_ns()?, 250.25);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn mean_ns(&self) -> Result<f64, RatioError> {
        let program = [Op::Term(0), Op::Term(1), Op::Div];
        let terms = [Ok(i128::from(self.nsecs)), Ok(i128::from(self.cnt))];
        evaluate(&format!("the mean run time of `{}`", self.name), &program, &["nsecs", "cnt"], &terms)
    }
}

/// The counters of the harness's own probe.
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
    /// Times that a probe fired.
    pub probe_count: u64,
    /// Times that a probe left an entry.
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
    /// Ends of priority inheritance without a beginning.
    pub pi_orphan_fexits: u64,
    /// Priority inheritance events that changed the scheduling class.
    pub pi_class_change_count: u64,
    /// Priority inheritance events that were lost.
    pub pi_drops: u64,
    /// Lock contentions.
    pub lock_contend_count: u64,
    /// Lock contentions that were lost.
    pub lock_contend_drops: u64,
    /// Times that preemption was disabled.
    pub preempt_disable_count: u64,
    /// Times that preemption was enabled.
    pub preempt_enable_count: u64,
    /// Exits of a scheduler that were seen.
    pub trigger_count: u64,
}
