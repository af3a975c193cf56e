//! The state of the kernel's sched_ext core.
//!
//! The capture reads structures of `kernel/sched/ext.c` and `kernel/sched/sched.h`.

use serde::{Deserialize, Serialize};

/// The kernel's sched_ext event counters (`SCX_EV_*`) at one moment, each summed over all CPUs.
///
/// ```
/// use ktsnap_core::report::EventCounterSample;
///
/// let read: EventCounterSample = serde_json::from_str(r#"{"elapsed_ms": 200, "select_cpu_fallback": 1, "dispatch_local_dsq_offline": 0, "dispatch_keep_last": 7,
///     "enq_skip_exiting": 0, "enq_skip_migration_disabled": 0, "reenq_immed": 0, "reenq_local_repeat": 0,
///     "refill_slice_dfl": 3, "bypass_duration": 0, "bypass_dispatch": 0, "bypass_activate": 0,
///     "insert_not_owned": 0, "sub_bypass_dispatch": 0}"#)?;
/// assert_eq!((read.elapsed_ms, read.dispatch_keep_last), (200, 7));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct EventCounterSample {
    /// Milliseconds since the machine started.
    pub elapsed_ms: u64,
    /// `SCX_EV_SELECT_CPU_FALLBACK`: `select_cpu` chose a CPU that the task may not use.
    pub select_cpu_fallback: i64,
    /// `SCX_EV_DISPATCH_LOCAL_DSQ_OFFLINE`: a task for an offline CPU went to the global queue.
    pub dispatch_local_dsq_offline: i64,
    /// `SCX_EV_DISPATCH_KEEP_LAST`: the last task kept running because no other task was runnable.
    pub dispatch_keep_last: i64,
    /// `SCX_EV_ENQ_SKIP_EXITING`: an exiting task skipped `enqueue`.
    pub enq_skip_exiting: i64,
    /// `SCX_EV_ENQ_SKIP_MIGRATION_DISABLED`: a task with migration disabled skipped `enqueue`.
    pub enq_skip_migration_disabled: i64,
    /// Tasks that were enqueued again because they could not run immediately.
    pub reenq_immed: i64,
    /// Repeated rounds of enqueuing a local queue again.
    pub reenq_local_repeat: i64,
    /// `SCX_EV_REFILL_SLICE_DFL`: a task got the default slice.
    pub refill_slice_dfl: i64,
    /// `SCX_EV_BYPASS_DURATION`: nanoseconds in bypass mode.
    pub bypass_duration: i64,
    /// `SCX_EV_BYPASS_DISPATCH`: tasks dispatched in bypass mode.
    pub bypass_dispatch: i64,
    /// `SCX_EV_BYPASS_ACTIVATE`: how often bypass mode was entered.
    pub bypass_activate: i64,
    /// Insertions of a task that the scheduler did not own.
    pub insert_not_owned: i64,
    /// Tasks dispatched in a sub-scheduler's bypass mode.
    pub sub_bypass_dispatch: i64,
}

/// One CPU's sched_ext run queue (`rq->scx`).
///
/// ```
/// use ktsnap_core::report::RqScxState;
///
/// let read: RqScxState = serde_json::from_str(r#"{"cpu": 2, "nr_running": 1, "flags": 0, "cpu_released": false, "ops_qseq": 9, "runnable_task_kvas": [4096]}"#)?;
/// assert_eq!((read.cpu, read.runnable_task_kvas), (2, vec![4096]));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RqScxState {
    /// The CPU.
    pub cpu: u32,
    /// The number of runnable sched_ext tasks on the CPU.
    pub nr_running: u32,
    /// `SCX_RQ_*` flags.
    pub flags: u32,
    /// Whether a higher scheduling class has taken the CPU.
    pub cpu_released: bool,
    /// The sequence number of its queueing operations.
    pub ops_qseq: u64,
    /// How often the CPU has picked its next task, which `SCX_KICK_WAIT` waits for: `kick_sync`, before Linux 6.19 `pnt_seq`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kick_sync: Option<u64>,
    /// Tasks inserted for immediate execution, if the kernel counts them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nr_immed: Option<u32>,
    /// The run queue's clock, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rq_clock: Option<u64>,
    /// The running task.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curr_pid: Option<i32>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curr_comm: Option<String>,
    /// Addresses of the `task_struct`s on its runnable list.
    #[serde(deserialize_with = "super::list::of_values")]
    pub runnable_task_kvas: Vec<u64>,
    /// Whether the list was cut.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub runnable_truncated: bool,
}

/// One dispatch queue.
///
/// ```
/// use ktsnap_core::report::DsqState;
///
/// let read: DsqState = serde_json::from_str(r#"{"id": 9223372036854775811, "origin": "bypass cpu 0", "nr": 0, "seq": 0, "task_kvas": []}"#)?;
/// assert_eq!(read.origin, "bypass cpu 0");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct DsqState {
    /// The queue's id. [`DsqId`](super::DsqId) gives it the name of the kernel's constant.
    pub id: u64,
    /// Where the capture found the queue: `local cpu 0`, `bypass cpu 0`, `global node 0` or `user`.
    pub origin: String,
    /// The number of tasks in the queue.
    pub nr: u32,
    /// The queue's sequence number.
    pub seq: u32,
    /// The addresses of the `task_struct`s in the queue.
    #[serde(deserialize_with = "super::list::of_values")]
    pub task_kvas: Vec<u64>,
    /// Whether the list was cut.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub truncated: bool,
}

/// The attached scheduler, as the kernel sees it (`struct scx_sched`).
///
/// ```
/// use ktsnap_core::report::ScxSchedState;
///
/// let read: ScxSchedState = serde_json::from_str(r#"{"aborting": false, "bypass_depth": 0, "exit_kind": 0, "source": "live"}"#)?;
/// assert_eq!(read.source.as_deref(), Some("live"));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ScxSchedState {
    /// Whether the kernel is ejecting the scheduler.
    pub aborting: bool,
    /// The nesting of bypass mode. Above zero, the kernel schedules tasks without the scheduler.
    pub bypass_depth: i32,
    /// `enum scx_exit_kind`; zero while the scheduler runs.
    pub exit_kind: u32,
    /// The watchdog's limit, in jiffies. The report does not say how many jiffies (`CONFIG_HZ`) a second has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watchdog_timeout: Option<u64>,
    /// How the capture found the scheduler: `live` if it was attached at the freeze, `bss_snapshot` if it had exited and the
    /// harness's probe had saved its state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The address of the `struct scx_sched`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sched_kva: Option<u64>,
}

impl ScxSchedState {
    /// The name of [`exit_kind`](Self::exit_kind), if [`exit_name`] knows it.
    ///
    /// ```
    /// use ktsnap_core::report::ScxSchedState;
    ///
    /// let stalled: ScxSchedState = serde_json::from_str(r#"{"aborting": true, "bypass_depth": 1, "exit_kind": 1026}"#)?;
    /// assert_eq!(stalled.exit_name(), Some("SCX_EXIT_ERROR_STALL"));
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    #[must_use]
    pub fn exit_name(&self) -> Option<&'static str> {
        exit_name(self.exit_kind)
    }
}

/// The name of a number in the kernel's `enum scx_exit_kind`, if all kernels since Linux 6.12 have it.
///
/// ```
/// use ktsnap_core::report::exit_name;
///
/// assert_eq!(exit_name(1025), Some("SCX_EXIT_ERROR_BPF"));
/// assert_eq!(exit_name(5), None);
/// ```
#[must_use]
pub fn exit_name(kind: u32) -> Option<&'static str> {
    Some(match kind {
        0 => "SCX_EXIT_NONE",
        1 => "SCX_EXIT_DONE",
        64 => "SCX_EXIT_UNREG",
        65 => "SCX_EXIT_UNREG_BPF",
        66 => "SCX_EXIT_UNREG_KERN",
        67 => "SCX_EXIT_SYSRQ",
        1024 => "SCX_EXIT_ERROR",
        1025 => "SCX_EXIT_ERROR_BPF",
        1026 => "SCX_EXIT_ERROR_STALL",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::{ScxSchedState, exit_name};

    #[test]
    fn an_exit_kind_has_the_kernels_name() {
        assert_eq!(exit_name(0), Some("SCX_EXIT_NONE"));
        assert_eq!(exit_name(1026), Some("SCX_EXIT_ERROR_STALL"));
        assert_eq!(exit_name(2), None);
        let stalled = r#"{"aborting": true, "bypass_depth": 1, "exit_kind": 1026}"#;
        let state: ScxSchedState = serde_json::from_str(stalled).unwrap();
        assert_eq!(state.exit_name(), Some("SCX_EXIT_ERROR_STALL"));
    }
}
