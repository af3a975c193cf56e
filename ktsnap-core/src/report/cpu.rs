//! Time and events per CPU, NUMA node and cgroup.

use serde::{Deserialize, Serialize};

/// One CPU's time, as in `/proc/stat` but in nanoseconds.
///
/// ```
/// use ktsnap_core::report::PerCpuTimeStats;
///
/// let read: PerCpuTimeStats = serde_json::from_str(r#"{"cpu": 0, "cpustat_user_ns": 5, "cpustat_nice_ns": 0, "cpustat_system_ns": 0, "cpustat_softirq_ns": 0,
///     "cpustat_irq_ns": 0, "cpustat_idle_ns": 7, "cpustat_iowait_ns": 0, "cpustat_steal_ns": 0,
///     "softirqs": [0, 252, 0, 0, 0, 0, 0, 322, 0, 63], "irqs_sum": 58}"#)?;
/// assert_eq!(read.softirqs[1], 252, "timer softirqs");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PerCpuTimeStats {
    /// The CPU.
    pub cpu: u32,
    /// Time in user space, in nanoseconds.
    pub cpustat_user_ns: u64,
    /// Time in user space at low priority, in nanoseconds.
    pub cpustat_nice_ns: u64,
    /// Time in the kernel, in nanoseconds.
    pub cpustat_system_ns: u64,
    /// Time in soft interrupts, in nanoseconds.
    pub cpustat_softirq_ns: u64,
    /// Time in interrupts, in nanoseconds.
    pub cpustat_irq_ns: u64,
    /// Time idle, in nanoseconds.
    pub cpustat_idle_ns: u64,
    /// Time idle with I/O under way, in nanoseconds.
    pub cpustat_iowait_ns: u64,
    /// Time taken by the host, in nanoseconds.
    pub cpustat_steal_ns: u64,
    /// Soft interrupts by kind, in the order of the kernel's `enum` (`HI_SOFTIRQ` first).
    pub softirqs: [u64; 10],
    /// The number of interrupts of all kinds.
    pub irqs_sum: u64,
    /// Idle time with I/O under way as the tick counts it, in nanoseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iowait_sleeptime_ns: Option<u64>,
}

/// One NUMA node's allocation events (`vm_numa_event`).
///
/// ```
/// use ktsnap_core::report::PerNodeNumaStats;
///
/// let read: PerNodeNumaStats = serde_json::from_str(r#"{"node": 0, "numa_hit": 9, "numa_miss": 0, "numa_foreign": 0, "numa_interleave_hit": 0,
///     "numa_local": 9, "numa_other": 0}"#)?;
/// assert_eq!(read.numa_hit, read.numa_local);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PerNodeNumaStats {
    /// The node.
    pub node: u32,
    /// Pages allocated on this node as intended.
    pub numa_hit: u64,
    /// Pages allocated on this node although another node was preferred.
    pub numa_miss: u64,
    /// Pages intended for this node but allocated on another.
    pub numa_foreign: u64,
    /// Interleaved pages allocated on this node as intended.
    pub numa_interleave_hit: u64,
    /// Pages allocated on this node for a process that ran on it.
    pub numa_local: u64,
    /// Pages allocated on this node for a process that ran on another.
    pub numa_other: u64,
}

/// One cgroup's pressure from interrupts (PSI), raw.
///
/// ```
/// use ktsnap_core::report::CgroupPsiStat;
///
/// let read: CgroupPsiStat = serde_json::from_str(r#"{"cgroup_kva": 4096, "total_ns": 28796867, "avg10_raw": 371, "serial_nr": 16}"#)?;
/// assert_eq!(read.serial_nr, 16);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CgroupPsiStat {
    /// The address of the `struct cgroup`.
    pub cgroup_kva: u64,
    /// Time stalled, in nanoseconds.
    pub total_ns: u64,
    /// The average over ten seconds, in percent times 2048.
    pub avg10_raw: u64,
    /// The cgroup's serial number.
    pub serial_nr: u64,
}
