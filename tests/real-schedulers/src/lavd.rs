//! scx_lavd 1.1.4: a struct and three globals in `.bss`. The scheduler halves each every two seconds, so
//! they are gauges.

use ktsnap::SnapshotSchema;

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_lavd.bpf.o", type = "struct sys_stat")]
pub struct SysStat {
    pub avg_util_wall: u64,
    pub nr_queued_task: u64,
    pub nr_stealee: u32,
    pub nr_active: u32,
    pub nr_sched: u64,
    pub nr_preempt: u64,
    pub nr_perf_cri: u64,
    pub nr_lat_cri: u64,
    pub nr_x_migration: u64,
    pub nr_big: u64,
    pub nr_pc_on_big: u64,
    pub nr_lc_on_big: u64,
}

#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_lavd.bpf.o")]
#[snapshot(let(modes = performance_mode_ns + balanced_mode_ns + powersave_mode_ns))]
#[snapshot(ratio(
    pub pc_pc = percent(sys_stat.nr_perf_cri / sys_stat.nr_sched),
    pub pc_lc = percent(sys_stat.nr_lat_cri / sys_stat.nr_sched),
    pub pc_x_migration = percent(sys_stat.nr_x_migration / sys_stat.nr_sched),
    pub pc_big = percent(sys_stat.nr_big / sys_stat.nr_sched),
    pub pc_pc_on_big = percent(sys_stat.nr_pc_on_big / sys_stat.nr_big),
    pub pc_lc_on_big = percent(sys_stat.nr_lc_on_big / sys_stat.nr_big),
    pub pc_performance = percent(performance_mode_ns / modes),
    pub pc_balanced = percent(balanced_mode_ns / modes),
    pub pc_powersave = percent(powersave_mode_ns / modes),
))]
pub struct Lavd {
    #[snapshot(gauge)]
    pub sys_stat: SysStat,
    /// 0 is performance, 1 balanced, and 2 powersave.
    #[snapshot(gauge)]
    pub power_mode: i32,
    #[snapshot(gauge)]
    pub performance_mode_ns: u64,
    #[snapshot(gauge)]
    pub balanced_mode_ns: u64,
    #[snapshot(gauge)]
    pub powersave_mode_ns: u64,
}
