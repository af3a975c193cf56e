//! The tasks at the freeze.

use serde::{Deserialize, Serialize};

/// One task: its identity, its scheduling parameters and its run time.
///
/// ```
/// use ktsnap_core::report::TaskEnrichment;
///
/// let read: TaskEnrichment = serde_json::from_str(r#"{"pid": 12, "tgid": 12, "comm": "worker", "weight": 100, "prio": 120, "static_prio": 120,
///     "normal_prio": 120, "rt_priority": 0, "pi_boosted_out_of_scx": false, "nvcsw": 3, "nivcsw": 4,
///     "utime": 5, "stime": 6}"#)?;
/// assert_eq!((read.comm.as_str(), read.nvcsw), ("worker", 3));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TaskEnrichment {
    /// The task's pid.
    pub pid: i32,
    /// The pid of the task's thread group.
    pub tgid: i32,
    /// The task's name.
    pub comm: String,
    /// The pid of the thread group's leader.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group_leader_pid: Option<i32>,
    /// The pid of the parent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub real_parent_pid: Option<i32>,
    /// The parent's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub real_parent_comm: Option<String>,
    /// The process group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pgid: Option<i32>,
    /// The session.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sid: Option<i32>,
    /// The number of threads in the thread group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nr_threads: Option<i32>,
    /// Its sched_ext weight.
    pub weight: u32,
    /// The effective priority.
    pub prio: i32,
    /// The priority that `nice` set.
    pub static_prio: i32,
    /// The priority without boosts.
    pub normal_prio: i32,
    /// The real-time priority.
    pub rt_priority: u32,
    /// Its scheduling class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sched_class: Option<String>,
    /// Its core scheduling cookie.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub core_cookie: Option<u64>,
    /// Whether a priority boost moved the task out of sched_ext.
    pub pi_boosted_out_of_scx: bool,
    /// Voluntary context switches.
    pub nvcsw: u64,
    /// Involuntary context switches.
    pub nivcsw: u64,
    /// Voluntary switches of threads that have ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal_nvcsw: Option<u64>,
    /// Involuntary switches of threads that have ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal_nivcsw: Option<u64>,
    /// Time in user space, in nanoseconds.
    pub utime: u64,
    /// Time in the kernel, in nanoseconds.
    pub stime: u64,
    /// User time of threads that have ended, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal_utime: Option<u64>,
    /// Kernel time of threads that have ended, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signal_stime: Option<u64>,
    /// The lock slow path that the task was in, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lock_slowpath_match: Option<String>,
}
