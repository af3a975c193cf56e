//! scx_p2dq 1.1.4: a per-CPU array with one `u64` per statistic. Its user space prints them unchanged. Nothing in the object
//! has the type `enum stat_idx`, so BTF lacks the enumerators.

use ktsnap::{PerCpu, SnapshotEnum, SnapshotSchema};

/// The keys, in the order of `intf.h`.
#[allow(non_camel_case_types, reason = "the names are those of C")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, SnapshotEnum)]
pub enum StatIdx {
    P2DQ_STAT_ATQ_ENQ,
    P2DQ_STAT_ATQ_REENQ,
    P2DQ_STAT_DIRECT,
    P2DQ_STAT_DSQ_SAME,
    P2DQ_STAT_DSQ_CHANGE,
    P2DQ_STAT_IDLE,
    P2DQ_STAT_LB_SELECT,
    P2DQ_STAT_LB_DISPATCH,
    P2DQ_STAT_LLC_MIGRATION,
    P2DQ_STAT_NODE_MIGRATION,
    P2DQ_STAT_KEEP,
    P2DQ_STAT_ENQ_CPU,
    P2DQ_STAT_ENQ_LLC,
    P2DQ_STAT_ENQ_INTR,
    P2DQ_STAT_ENQ_MIG,
    P2DQ_STAT_SELECT_PICK2,
    P2DQ_STAT_DISPATCH_PICK2,
    P2DQ_STAT_WAKE_PREV,
    P2DQ_STAT_WAKE_LLC,
    P2DQ_STAT_WAKE_MIG,
    P2DQ_STAT_FORK_BALANCE,
    P2DQ_STAT_EXEC_BALANCE,
    P2DQ_STAT_FORK_SAME_LLC,
    P2DQ_STAT_EXEC_SAME_LLC,
    P2DQ_STAT_THERMAL_KICK,
    P2DQ_STAT_THERMAL_AVOID,
    P2DQ_STAT_EAS_LITTLE_SELECT,
    P2DQ_STAT_EAS_BIG_SELECT,
    P2DQ_STAT_EAS_FALLBACK,
    P2DQ_NR_STATS,
}

/// The sum of each statistic over all CPUs.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_p2dq.bpf.o", map = "stats", enums(StatIdx))]
#[snapshot(ratio(
    /// The number of times that a task stayed in its queue.
    pub dsq_same_fraction = dsq_same / (dsq_same + dsq_change),
    /// The fraction of wakeups that moved the task to another last-level cache.
    pub wake_mig_fraction = wake_mig / (wake_prev + wake_llc + wake_mig),
))]
pub struct P2dq {
    #[snapshot(key = "P2DQ_STAT_ATQ_ENQ", sum)]
    pub atq_enq: u64,
    #[snapshot(key = "P2DQ_STAT_ATQ_REENQ", sum)]
    pub atq_reenq: u64,
    #[snapshot(key = "P2DQ_STAT_DIRECT", sum)]
    pub direct: u64,
    #[snapshot(key = "P2DQ_STAT_DSQ_SAME", sum)]
    pub dsq_same: u64,
    #[snapshot(key = "P2DQ_STAT_DSQ_CHANGE", sum)]
    pub dsq_change: u64,
    #[snapshot(key = "P2DQ_STAT_IDLE", sum)]
    pub idle: u64,
    #[snapshot(key = "P2DQ_STAT_LB_SELECT", sum)]
    pub lb_select: u64,
    #[snapshot(key = "P2DQ_STAT_LB_DISPATCH", sum)]
    pub lb_dispatch: u64,
    #[snapshot(key = "P2DQ_STAT_LLC_MIGRATION", sum)]
    pub llc_migration: u64,
    #[snapshot(key = "P2DQ_STAT_NODE_MIGRATION", sum)]
    pub node_migration: u64,
    #[snapshot(key = "P2DQ_STAT_KEEP", sum)]
    pub keep: u64,
    #[snapshot(key = "P2DQ_STAT_ENQ_CPU", sum)]
    pub enq_cpu: u64,
    #[snapshot(key = "P2DQ_STAT_ENQ_LLC", sum)]
    pub enq_llc: u64,
    #[snapshot(key = "P2DQ_STAT_ENQ_INTR", sum)]
    pub enq_intr: u64,
    #[snapshot(key = "P2DQ_STAT_ENQ_MIG", sum)]
    pub enq_mig: u64,
    #[snapshot(key = "P2DQ_STAT_SELECT_PICK2", sum)]
    pub select_pick2: u64,
    #[snapshot(key = "P2DQ_STAT_DISPATCH_PICK2", sum)]
    pub dispatch_pick2: u64,
    #[snapshot(key = "P2DQ_STAT_WAKE_PREV", sum)]
    pub wake_prev: u64,
    #[snapshot(key = "P2DQ_STAT_WAKE_LLC", sum)]
    pub wake_llc: u64,
    #[snapshot(key = "P2DQ_STAT_WAKE_MIG", sum)]
    pub wake_mig: u64,
    #[snapshot(key = "P2DQ_STAT_FORK_BALANCE", sum)]
    pub fork_balance: u64,
    #[snapshot(key = "P2DQ_STAT_EXEC_BALANCE", sum)]
    pub exec_balance: u64,
    #[snapshot(key = "P2DQ_STAT_FORK_SAME_LLC", sum)]
    pub fork_same_llc: u64,
    #[snapshot(key = "P2DQ_STAT_EXEC_SAME_LLC", sum)]
    pub exec_same_llc: u64,
    #[snapshot(key = "P2DQ_STAT_THERMAL_KICK", sum)]
    pub thermal_kick: u64,
    #[snapshot(key = "P2DQ_STAT_THERMAL_AVOID", sum)]
    pub thermal_avoid: u64,
    #[snapshot(key = "P2DQ_STAT_EAS_LITTLE_SELECT", sum)]
    pub eas_little_select: u64,
    #[snapshot(key = "P2DQ_STAT_EAS_BIG_SELECT", sum)]
    pub eas_big_select: u64,
    #[snapshot(key = "P2DQ_STAT_EAS_FALLBACK", sum)]
    pub eas_fallback: u64,
}

/// All statistics per CPU. The length of the array also checks the number of enumerators.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_p2dq.bpf.o", map = "stats")]
pub struct P2dqByCpu {
    #[snapshot(key = "*")]
    pub all: [PerCpu<u64>; StatIdx::P2DQ_NR_STATS as usize],
}
