//! The virtual CPUs at the freeze.

use serde::{Deserialize, Serialize};

/// The registers of a virtual CPU.
///
/// ```
/// use ktsnap_core::report::VcpuRegSnapshot;
///
/// let read: VcpuRegSnapshot = serde_json::from_str(r#"{"instruction_pointer": 1, "stack_pointer": 2, "page_table_root": 3}"#)?;
/// assert_eq!((read.stack_pointer, read.tcr_el1), (2, None));
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VcpuRegSnapshot {
    /// The instruction pointer.
    pub instruction_pointer: u64,
    /// The stack pointer.
    pub stack_pointer: u64,
    /// `CR3` on x86-64, `TTBR1_EL1` on arm64.
    pub page_table_root: u64,
    /// `TTBR0_EL1` on arm64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_page_table_root: Option<u64>,
    /// `TCR_EL1` on arm64.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tcr_el1: Option<u64>,
}

/// A virtual CPU's hardware counters.
///
/// ```
/// use ktsnap_core::report::VcpuPerfSample;
///
/// let read: VcpuPerfSample = serde_json::from_str(r#"{"cycles": 100, "instructions": 250, "cache_misses": 1, "branch_misses": 2,
///     "time_enabled_ns": 10, "time_running_ns": 10, "task_clock_ns": null}"#)?;
/// assert_eq!(read.instructions, 250);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct VcpuPerfSample {
    /// Cycles.
    pub cycles: u64,
    /// Instructions.
    pub instructions: u64,
    /// Cache misses.
    pub cache_misses: u64,
    /// Branch misses.
    pub branch_misses: u64,
    /// How long the counters were enabled, in nanoseconds.
    pub time_enabled_ns: u64,
    /// How long the counters counted, in nanoseconds. Multiplexed counters count for a part of the time only.
    pub time_running_ns: u64,
    /// The thread's time on a CPU, in nanoseconds; `null` in JSON if it is unknown.
    pub task_clock_ns: Option<u64>,
}
