/// Globals in `.bss` of dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub struct Bss {
    pub nr_enqueued: u64,
    pub nr_mig_same: u64,
    pub nr_mig_cross: u64,
    pub nr_tasks: u32,
    pub lag_ns: i64,
    pub saw_cross: bool,
    pub last_dsp: DspStat,
    pub dsp_stats: [u64; 3],
    pub waits: WaitStats,
    /// `char[16]`
    pub slowest_comm: std::ffi::CString,
    /// `struct task_struct *`
    pub last_task: ktsnap::Ptr,
    pub cross_cpus_seen: ktsnap::CpuSet,
    pub last_enq: EnqInfo,
    pub last_cross: CrossMove,
    pub moves: [[u64; 4]; 4],
    pub per_llc: [LlcStats; 4],
    pub last_wake: WakeStat,
    pub nr_inserted: u64,
    pub recent: [DspStat; 8],
    pub nr_stopping: u64,
}

/// All entries of the map `queue_waits` in dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "queue_waits")]
pub struct QueueWaits {
    #[snapshot(key = "*")]
    pub entries: [WaitStats; 2],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ktsnap::SnapshotEnum)]
#[snapshot(type = "enum dsp_stat")]
pub enum DspStat {
    DspLocal,
    DspShared,
    DspKick,
    NrDspStats,
    /// Any other value.
    #[snapshot(non_exhaustive)]
    Other(u32),
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct wait_stats")]
pub struct WaitStats {
    pub total_ns: u64,
    pub max_ns: u64,
    pub nr: u32,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct enq_info")]
pub struct EnqInfo {
    /// `u32 : 1`
    pub wakeup: u32,
    /// `u32 : 3`
    pub stat: u32,
    /// `u32 : 12`
    pub cpu: u32,
    /// `s32 : 6`
    pub nice: i32,
    /// `bool : 1`
    pub kthread: bool,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct cross_move")]
pub struct CrossMove {
    pub from: Place,
    pub to: Place,
    pub tgid_pid: u64,
    pub pid: u32,
    pub tgid: u32,
    pub stat: DspStat,
    #[snapshot(path = "why.waited_ns")]
    pub why_waited_ns: u64,
    #[snapshot(path = "why.nr_allowed")]
    pub why_nr_allowed: u16,
    pub nice: i8,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct place")]
pub struct Place {
    pub cpu: i16,
    pub llc: u8,
}

#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(type = "struct llc_stats")]
pub struct LlcStats {
    pub nr_in: u64,
    pub nr_out: u64,
    pub max_wait_ns: u64,
    pub nr_running: i32,
    pub last_cpu: i16,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ktsnap::SnapshotEnum)]
#[snapshot(type = "enum wake_stat")]
pub enum WakeStat {
    WakeStayed,
    WakeMoved,
    WakeBusy,
    NrWakeStats,
    /// Any other value.
    #[snapshot(non_exhaustive)]
    Other(u32),
}
