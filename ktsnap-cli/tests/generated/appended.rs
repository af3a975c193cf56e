/// Globals in `.bss` of dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub struct Bss {
    pub last_dsp: DspStat,
    /// `char[16]`
    pub slowest_comm: std::ffi::CString,
    /// `struct task_struct *`
    pub last_task: ktsnap::Ptr,
    pub cross_cpus_seen: ktsnap::CpuSet,
    pub last_enq: EnqInfo,
    pub last_cross: CrossMove,
    pub last_wake: WakeStat,
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

/// Globals in `.data` of dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub struct Data {
    pub min_slice_ns: u64,
    pub last_cross_cpu: i32,
    pub max_busy: f32,
}

/// Globals in `.rodata` of dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
pub struct Rodata {
    pub slice_us: u32,
    pub max_cross_fraction: f64,
}

/// Entries of the map `stats` in dispatch.bpf.o.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(object = "../examples/bpf/dispatch.bpf.o")]
#[snapshot(map = "stats", key = "enum dsp_stat")]
pub struct Stats {
    #[snapshot(key = "DSP_LOCAL")]
    pub local: ktsnap::PerCpu<u64>,
    #[snapshot(key = "DSP_SHARED")]
    pub shared: ktsnap::PerCpu<u64>,
    #[snapshot(key = "DSP_KICK")]
    pub kick: ktsnap::PerCpu<u64>,
    // Left out: `NR_DSP_STATS`: its value is 3, and the map has 3 entries.
}
