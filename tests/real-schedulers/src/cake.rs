//! scx_cake 1.2.2: a per-CPU array with one `u64` per statistic, and histograms, rows and text in `.bss`. The statistics are of
//! an anonymous enum that nothing in the object has as its type, so BTF lacks the enumerators.

use std::ffi::CString;

use ktsnap::histogram::{Histogram, Log2};
use ktsnap::{PerCpu, SnapshotEnum, SnapshotSchema};

/// The keys, in the order of `cake.bpf.c`.
#[allow(non_camel_case_types, reason = "the names are those of C")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, SnapshotEnum)]
pub enum CakeStat {
    CAKE_STAT_SELECT,
    CAKE_STAT_SERIAL,
    CAKE_STAT_HOME,
    CAKE_STAT_WP_ATTEMPT,
    CAKE_STAT_WP_TINY,
    CAKE_STAT_WP_SMALL,
    CAKE_STAT_WP_PROTECT,
    CAKE_STAT_WP_VTIME,
    CAKE_STAT_WP_STARVED,
    CAKE_STAT_WP_FIRED,
    CAKE_STAT_PL_LOCAL,
    CAKE_STAT_PL_LOCAL_ON,
    CAKE_STAT_PL_CPUQ_WAKE,
    CAKE_STAT_PL_CPUQ_CONT,
    CAKE_STAT_PL_GLOBAL,
    CAKE_STAT_H3_LOCAL,
    CAKE_STAT_H3_LOCAL_ON,
    CAKE_STAT_H3_CPUQ_WAKE,
    CAKE_STAT_H3_CPUQ_CONT,
    CAKE_STAT_H3_GLOBAL,
    CAKE_STAT_H10_LOCAL,
    CAKE_STAT_H10_LOCAL_ON,
    CAKE_STAT_H10_CPUQ_WAKE,
    CAKE_STAT_H10_CPUQ_CONT,
    CAKE_STAT_H10_GLOBAL,
    CAKE_STAT_PL_SELF,
    CAKE_STAT_H3_SELF,
    CAKE_STAT_H10_SELF,
    CAKE_STAT_HD_SYNC,
    CAKE_STAT_HD_STARVED,
    CAKE_STAT_HD_IRQ,
    CAKE_STAT_HD_AFF,
    CAKE_STAT_HD_CONTENDED,
    CAKE_STAT_HD_NOTIDLE,
    CAKE_STAT_HOME_BUSY,
    CAKE_STAT_HOME_LOCALQ,
    CAKE_STAT_H3_HOME_BUSY,
    CAKE_SITE_UI_ENTER,
    CAKE_SITE_UI_ENTER_IDLEW,
    CAKE_SITE_UI_EXIT,
    CAKE_SITE_UI_EXIT_IDLEW,
    CAKE_SITE_QMARK_SET,
    CAKE_SITE_QMARK_SET_SKIP,
    CAKE_SITE_QMARK_CLR,
    CAKE_SITE_QMARK_CLR_SKIP,
    CAKE_SITE_SEAT_CLR,
    CAKE_SITE_SEAT_SET,
    CAKE_SITE_RUNNING,
    CAKE_SITE_FRONTIER_ST,
    CAKE_SITE_WAKE_SERVED_ST,
    CAKE_SITE_WAKE_MARK_ST,
    CAKE_SITE_TACI,
    CAKE_SITE_TACI_WIN,
    CAKE_SITE_TACI_STAGE,
    CAKE_SITE_TACI_HOME,
    CAKE_SITE_TACI_GROOVE,
    CAKE_SITE_TACI_WARM_CORE,
    CAKE_SITE_TACI_WARM_THREAD,
    CAKE_SITE_TACI_WARM,
    CAKE_SITE_TACI_HINT,
    CAKE_SITE_TACI_NOTIFY,
    CAKE_SITE_PICK_IDLE,
    CAKE_SITE_KICK,
    CAKE_SITE_NRQ,
    CAKE_SITE_DSQ_INSERT,
    CAKE_SITE_MOVE_LOCAL,
    CAKE_SITE_KT,
    CAKE_SITE_KT_PERIOD,
    CAKE_SITE_KT_TICKSOON,
    CAKE_SITE_KT_OCCUPANT,
    CAKE_SITE_KT_HANDOFF,
    CAKE_SITE_KT_WAKECLOCK,
    CAKE_SITE_KT_RUNNING,
    CAKE_SITE_KT_PROBE,
    CAKE_SITE_TASK_STORAGE,
    CAKE_SITE_CPU_CURR,
    CAKE_SITE_CORE_CONTENDED,
    CAKE_SITE_STAGE_PROBE,
    CAKE_SITE_TACIW_STAGE,
    CAKE_SITE_TACIW_HOME,
    CAKE_SITE_TACIW_GROOVE,
    CAKE_SITE_TACIW_WARM_CORE,
    CAKE_SITE_TACIW_WARM_THREAD,
    CAKE_SITE_TACIW_WARM,
    CAKE_SITE_TACIW_HINT,
    CAKE_SITE_TACIW_NOTIFY,
    CAKE_SITE_T_NRQ,
    CAKE_SITE_T_TACI,
    CAKE_SITE_T_PICK,
    CAKE_SITE_T_KICK,
    CAKE_SITE_T_CPU_CURR,
    CAKE_SITE_T_TASK_STORAGE,
    CAKE_SITE_T_MOVE,
    CAKE_SITE_T_INSERT,
    CAKE_SITE_T_UI_IDLEW,
    CAKE_SITE_T_QMARK,
    CAKE_SITE_T_CAL,
    CAKE_SITE_LEAK_HOME,
    CAKE_SITE_LEAK_KICK,
    CAKE_SITE_LEAK_DISPATCH,
    CAKE_SITE_SEAT_IMMUNE,
    CAKE_SITE_SEAT_RETAKE,
    CAKE_SITE_SEAT_REROUTE,
    CAKE_SITE_SEAT_DECLINE,
    CAKE_SITE_POOL_FORWARD,
    CAKE_SITE_CLAIM_RETRY,
    CAKE_SITE_KT_POOL,
    CAKE_SITE_SERIAL_X,
    CAKE_SITE_KT_LOCAL,
    CAKE_SITE_KT_LOCAL_X,
    CAKE_SITE_CLAIM_X,
    CAKE_SITE_NOTIFY_KICK,
    CAKE_SITE_NOTIFY_KICK_X,
    CAKE_SITE_PROBE_FIRED,
    CAKE_SITE_PROBE_FIRED_X,
    CAKE_SITE_POOL_SERVED,
    CAKE_SITE_POOL_SERVED_X,
    CAKE_SITE_STEAL_MOVED,
    CAKE_SITE_STEAL_MOVED_X,
    CAKE_STAT_POOL_DIRECT,
    CAKE_SITE_KICK_ALONE,
    CAKE_SITE_SEAT_SKIP,
    CAKE_SITE_GRANT_VACANT,
    CAKE_SITE_GRANT_EXPIRED,
    CAKE_SITE_GRANT_LT_TICK,
    CAKE_SITE_GRANT_GE_TICK,
    CAKE_STAT_HD_COREBUSY,
    CAKE_SITE_REJ_IRQ,
    CAKE_SITE_REJ_TICK,
    CAKE_SITE_EXPIRY_PREEMPT,
    CAKE_SITE_RELEASE,
    CAKE_SITE_ACQUIRE,
    CAKE_STAT_SELECT_DIRECT,
    CAKE_SITE_UI_KICK,
    CAKE_SITE_PEND_KICK,
    CAKE_SITE_PEND_HEAL,
    CAKE_SITE_RELEASE_SERVE,
    CAKE_SITE_PINNED_PREEMPT,
    CAKE_STAT_NR,
}

/// The sums over all CPUs, under the names that its user space prints. The scheduler only counts with `--toggle probe=1`.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_cake.bpf.o", map = "cake_stats", enums(CakeStat))]
#[snapshot(ratio(
    // In percent of the calls of `select_cpu`, as its user space prints all of these.
    pub select_calls_pct = percent(select_calls / max(select_calls, 1)),
    pub serial_pct = percent(serial / max(select_calls, 1)),
    pub home_warm_pct = percent(home_warm / max(select_calls, 1)),
    pub wp_attempt_pct = percent(wp_attempt / max(select_calls, 1)),
    pub wp_tiny_pct = percent(wp_tiny / max(select_calls, 1)),
    pub wp_small_pct = percent(wp_small / max(select_calls, 1)),
    pub wp_protect_pct = percent(wp_protect / max(select_calls, 1)),
    pub wp_vtime_pct = percent(wp_vtime / max(select_calls, 1)),
    pub wp_starved_pct = percent(wp_starved / max(select_calls, 1)),
    pub wp_fired_pct = percent(wp_fired / max(select_calls, 1)),
    pub pl_local_pct = percent(pl_local / max(select_calls, 1)),
    pub pl_local_on_pct = percent(pl_local_on / max(select_calls, 1)),
    pub pl_cpuq_wake_pct = percent(pl_cpuq_wake / max(select_calls, 1)),
    pub pl_cpuq_cont_pct = percent(pl_cpuq_cont / max(select_calls, 1)),
    pub pl_global_pct = percent(pl_global / max(select_calls, 1)),
    pub h300_local_pct = percent(h300_local / max(select_calls, 1)),
    pub h300_local_on_pct = percent(h300_local_on / max(select_calls, 1)),
    pub h300_cpuq_wake_pct = percent(h300_cpuq_wake / max(select_calls, 1)),
    pub h300_cpuq_cont_pct = percent(h300_cpuq_cont / max(select_calls, 1)),
    pub h300_global_pct = percent(h300_global / max(select_calls, 1)),
    pub h1ms_local_pct = percent(h1ms_local / max(select_calls, 1)),
    pub h1ms_local_on_pct = percent(h1ms_local_on / max(select_calls, 1)),
    pub h1ms_cpuq_wake_pct = percent(h1ms_cpuq_wake / max(select_calls, 1)),
    pub h1ms_cpuq_cont_pct = percent(h1ms_cpuq_cont / max(select_calls, 1)),
    pub h1ms_global_pct = percent(h1ms_global / max(select_calls, 1)),
    pub pl_self_pct = percent(pl_self / max(select_calls, 1)),
    pub h300_self_pct = percent(h300_self / max(select_calls, 1)),
    pub h1ms_self_pct = percent(h1ms_self / max(select_calls, 1)),
    pub hd_sync_pct = percent(hd_sync / max(select_calls, 1)),
    pub hd_starved_pct = percent(hd_starved / max(select_calls, 1)),
    pub hd_irq_pct = percent(hd_irq / max(select_calls, 1)),
    pub hd_aff_pct = percent(hd_aff / max(select_calls, 1)),
    pub hd_contended_pct = percent(hd_contended / max(select_calls, 1)),
    pub hd_notidle_pct = percent(hd_notidle / max(select_calls, 1)),
    pub home_busy_pct = percent(home_busy / max(select_calls, 1)),
    pub home_localq_pct = percent(home_localq / max(select_calls, 1)),
    pub h300_home_busy_pct = percent(h300_home_busy / max(select_calls, 1)),
    pub ui_enter_pct = percent(ui_enter / max(select_calls, 1)),
    pub ui_enter_idlew_pct = percent(ui_enter_idlew / max(select_calls, 1)),
    pub ui_exit_pct = percent(ui_exit / max(select_calls, 1)),
    pub ui_exit_idlew_pct = percent(ui_exit_idlew / max(select_calls, 1)),
    pub qmark_set_pct = percent(qmark_set / max(select_calls, 1)),
    pub qmark_set_skip_pct = percent(qmark_set_skip / max(select_calls, 1)),
    pub qmark_clr_pct = percent(qmark_clr / max(select_calls, 1)),
    pub qmark_clr_skip_pct = percent(qmark_clr_skip / max(select_calls, 1)),
    pub seat_clr_pct = percent(seat_clr / max(select_calls, 1)),
    pub seat_set_pct = percent(seat_set / max(select_calls, 1)),
    pub running_pct = percent(running / max(select_calls, 1)),
    pub frontier_st_pct = percent(frontier_st / max(select_calls, 1)),
    pub wake_served_st_pct = percent(wake_served_st / max(select_calls, 1)),
    pub wake_mark_st_pct = percent(wake_mark_st / max(select_calls, 1)),
    pub taci_pct = percent(taci / max(select_calls, 1)),
    pub taci_win_pct = percent(taci_win / max(select_calls, 1)),
    pub taci_stage_pct = percent(taci_stage / max(select_calls, 1)),
    pub taci_home_pct = percent(taci_home / max(select_calls, 1)),
    pub taci_groove_pct = percent(taci_groove / max(select_calls, 1)),
    pub taci_warm_core_pct = percent(taci_warm_core / max(select_calls, 1)),
    pub taci_warm_thread_pct = percent(taci_warm_thread / max(select_calls, 1)),
    pub taci_warm_pct = percent(taci_warm / max(select_calls, 1)),
    pub taci_hint_pct = percent(taci_hint / max(select_calls, 1)),
    pub taci_notify_pct = percent(taci_notify / max(select_calls, 1)),
    pub pick_idle_pct = percent(pick_idle / max(select_calls, 1)),
    pub kick_pct = percent(kick / max(select_calls, 1)),
    pub nrq_pct = percent(nrq / max(select_calls, 1)),
    pub dsq_insert_pct = percent(dsq_insert / max(select_calls, 1)),
    pub move_local_pct = percent(move_local / max(select_calls, 1)),
    pub kt_pct = percent(kt / max(select_calls, 1)),
    pub kt_period_pct = percent(kt_period / max(select_calls, 1)),
    pub kt_ticksoon_pct = percent(kt_ticksoon / max(select_calls, 1)),
    pub kt_occupant_pct = percent(kt_occupant / max(select_calls, 1)),
    pub kt_handoff_pct = percent(kt_handoff / max(select_calls, 1)),
    pub kt_wakeclock_pct = percent(kt_wakeclock / max(select_calls, 1)),
    pub kt_running_pct = percent(kt_running / max(select_calls, 1)),
    pub kt_probe_pct = percent(kt_probe / max(select_calls, 1)),
    pub task_storage_pct = percent(task_storage / max(select_calls, 1)),
    pub cpu_curr_pct = percent(cpu_curr / max(select_calls, 1)),
    pub core_contended_pct = percent(core_contended / max(select_calls, 1)),
    pub stage_probe_pct = percent(stage_probe / max(select_calls, 1)),
    pub taciw_stage_pct = percent(taciw_stage / max(select_calls, 1)),
    pub taciw_home_pct = percent(taciw_home / max(select_calls, 1)),
    pub taciw_groove_pct = percent(taciw_groove / max(select_calls, 1)),
    pub taciw_warm_core_pct = percent(taciw_warm_core / max(select_calls, 1)),
    pub taciw_warm_thread_pct = percent(taciw_warm_thread / max(select_calls, 1)),
    pub taciw_warm_pct = percent(taciw_warm / max(select_calls, 1)),
    pub taciw_hint_pct = percent(taciw_hint / max(select_calls, 1)),
    pub taciw_notify_pct = percent(taciw_notify / max(select_calls, 1)),
    pub t_nrq_pct = percent(t_nrq / max(select_calls, 1)),
    pub t_taci_pct = percent(t_taci / max(select_calls, 1)),
    pub t_pick_pct = percent(t_pick / max(select_calls, 1)),
    pub t_kick_pct = percent(t_kick / max(select_calls, 1)),
    pub t_cpu_curr_pct = percent(t_cpu_curr / max(select_calls, 1)),
    pub t_task_storage_pct = percent(t_task_storage / max(select_calls, 1)),
    pub t_move_pct = percent(t_move / max(select_calls, 1)),
    pub t_insert_pct = percent(t_insert / max(select_calls, 1)),
    pub t_ui_idlew_pct = percent(t_ui_idlew / max(select_calls, 1)),
    pub t_qmark_pct = percent(t_qmark / max(select_calls, 1)),
    pub t_cal_pct = percent(t_cal / max(select_calls, 1)),
    pub leak_home_pct = percent(leak_home / max(select_calls, 1)),
    pub leak_kick_pct = percent(leak_kick / max(select_calls, 1)),
    pub leak_dispatch_pct = percent(leak_dispatch / max(select_calls, 1)),
    pub seat_immune_pct = percent(seat_immune / max(select_calls, 1)),
    pub seat_retake_pct = percent(seat_retake / max(select_calls, 1)),
    pub seat_reroute_pct = percent(seat_reroute / max(select_calls, 1)),
    pub seat_decline_pct = percent(seat_decline / max(select_calls, 1)),
    pub pool_forward_pct = percent(pool_forward / max(select_calls, 1)),
    pub claim_retry_pct = percent(claim_retry / max(select_calls, 1)),
    pub kt_pool_pct = percent(kt_pool / max(select_calls, 1)),
    pub x_serial_pct = percent(x_serial / max(select_calls, 1)),
    pub kt_local_pct = percent(kt_local / max(select_calls, 1)),
    pub x_kt_local_pct = percent(x_kt_local / max(select_calls, 1)),
    pub x_claim_pct = percent(x_claim / max(select_calls, 1)),
    pub notify_kick_pct = percent(notify_kick / max(select_calls, 1)),
    pub x_notify_kick_pct = percent(x_notify_kick / max(select_calls, 1)),
    pub probe_fired_pct = percent(probe_fired / max(select_calls, 1)),
    pub x_probe_fired_pct = percent(x_probe_fired / max(select_calls, 1)),
    pub pool_served_pct = percent(pool_served / max(select_calls, 1)),
    pub x_pool_served_pct = percent(x_pool_served / max(select_calls, 1)),
    pub steal_moved_pct = percent(steal_moved / max(select_calls, 1)),
    pub x_steal_moved_pct = percent(x_steal_moved / max(select_calls, 1)),
    pub pool_direct_pct = percent(pool_direct / max(select_calls, 1)),
    pub kick_alone_pct = percent(kick_alone / max(select_calls, 1)),
    pub seat_skip_pct = percent(seat_skip / max(select_calls, 1)),
    pub grant_vacant_pct = percent(grant_vacant / max(select_calls, 1)),
    pub grant_expired_pct = percent(grant_expired / max(select_calls, 1)),
    pub grant_lt_tick_pct = percent(grant_lt_tick / max(select_calls, 1)),
    pub grant_ge_tick_pct = percent(grant_ge_tick / max(select_calls, 1)),
    pub hd_corebusy_pct = percent(hd_corebusy / max(select_calls, 1)),
    pub rej_irq_pct = percent(rej_irq / max(select_calls, 1)),
    pub rej_tick_pct = percent(rej_tick / max(select_calls, 1)),
    pub expiry_preempt_pct = percent(expiry_preempt / max(select_calls, 1)),
    pub release_pct = percent(release / max(select_calls, 1)),
    pub acquire_pct = percent(acquire / max(select_calls, 1)),
    pub select_direct_pct = percent(select_direct / max(select_calls, 1)),
    pub ui_kick_pct = percent(ui_kick / max(select_calls, 1)),
    pub pend_kick_pct = percent(pend_kick / max(select_calls, 1)),
    pub pend_heal_pct = percent(pend_heal / max(select_calls, 1)),
    pub release_serve_pct = percent(release_serve / max(select_calls, 1)),
    pub pinned_preempt_pct = percent(pinned_preempt / max(select_calls, 1)),
))]
pub struct Cake {
    #[snapshot(key = "CAKE_STAT_SELECT", sum)]
    pub select_calls: u64,
    #[snapshot(key = "CAKE_STAT_SERIAL", sum)]
    pub serial: u64,
    #[snapshot(key = "CAKE_STAT_HOME", sum)]
    pub home_warm: u64,
    #[snapshot(key = "CAKE_STAT_WP_ATTEMPT", sum)]
    pub wp_attempt: u64,
    #[snapshot(key = "CAKE_STAT_WP_TINY", sum)]
    pub wp_tiny: u64,
    #[snapshot(key = "CAKE_STAT_WP_SMALL", sum)]
    pub wp_small: u64,
    #[snapshot(key = "CAKE_STAT_WP_PROTECT", sum)]
    pub wp_protect: u64,
    #[snapshot(key = "CAKE_STAT_WP_VTIME", sum)]
    pub wp_vtime: u64,
    #[snapshot(key = "CAKE_STAT_WP_STARVED", sum)]
    pub wp_starved: u64,
    #[snapshot(key = "CAKE_STAT_WP_FIRED", sum)]
    pub wp_fired: u64,
    #[snapshot(key = "CAKE_STAT_PL_LOCAL", sum)]
    pub pl_local: u64,
    #[snapshot(key = "CAKE_STAT_PL_LOCAL_ON", sum)]
    pub pl_local_on: u64,
    #[snapshot(key = "CAKE_STAT_PL_CPUQ_WAKE", sum)]
    pub pl_cpuq_wake: u64,
    #[snapshot(key = "CAKE_STAT_PL_CPUQ_CONT", sum)]
    pub pl_cpuq_cont: u64,
    #[snapshot(key = "CAKE_STAT_PL_GLOBAL", sum)]
    pub pl_global: u64,
    #[snapshot(key = "CAKE_STAT_H3_LOCAL", sum)]
    pub h300_local: u64,
    #[snapshot(key = "CAKE_STAT_H3_LOCAL_ON", sum)]
    pub h300_local_on: u64,
    #[snapshot(key = "CAKE_STAT_H3_CPUQ_WAKE", sum)]
    pub h300_cpuq_wake: u64,
    #[snapshot(key = "CAKE_STAT_H3_CPUQ_CONT", sum)]
    pub h300_cpuq_cont: u64,
    #[snapshot(key = "CAKE_STAT_H3_GLOBAL", sum)]
    pub h300_global: u64,
    #[snapshot(key = "CAKE_STAT_H10_LOCAL", sum)]
    pub h1ms_local: u64,
    #[snapshot(key = "CAKE_STAT_H10_LOCAL_ON", sum)]
    pub h1ms_local_on: u64,
    #[snapshot(key = "CAKE_STAT_H10_CPUQ_WAKE", sum)]
    pub h1ms_cpuq_wake: u64,
    #[snapshot(key = "CAKE_STAT_H10_CPUQ_CONT", sum)]
    pub h1ms_cpuq_cont: u64,
    #[snapshot(key = "CAKE_STAT_H10_GLOBAL", sum)]
    pub h1ms_global: u64,
    #[snapshot(key = "CAKE_STAT_PL_SELF", sum)]
    pub pl_self: u64,
    #[snapshot(key = "CAKE_STAT_H3_SELF", sum)]
    pub h300_self: u64,
    #[snapshot(key = "CAKE_STAT_H10_SELF", sum)]
    pub h1ms_self: u64,
    #[snapshot(key = "CAKE_STAT_HD_SYNC", sum)]
    pub hd_sync: u64,
    #[snapshot(key = "CAKE_STAT_HD_STARVED", sum)]
    pub hd_starved: u64,
    #[snapshot(key = "CAKE_STAT_HD_IRQ", sum)]
    pub hd_irq: u64,
    #[snapshot(key = "CAKE_STAT_HD_AFF", sum)]
    pub hd_aff: u64,
    #[snapshot(key = "CAKE_STAT_HD_CONTENDED", sum)]
    pub hd_contended: u64,
    #[snapshot(key = "CAKE_STAT_HD_NOTIDLE", sum)]
    pub hd_notidle: u64,
    #[snapshot(key = "CAKE_STAT_HOME_BUSY", sum)]
    pub home_busy: u64,
    #[snapshot(key = "CAKE_STAT_HOME_LOCALQ", sum)]
    pub home_localq: u64,
    #[snapshot(key = "CAKE_STAT_H3_HOME_BUSY", sum)]
    pub h300_home_busy: u64,
    #[snapshot(key = "CAKE_SITE_UI_ENTER", sum)]
    pub ui_enter: u64,
    #[snapshot(key = "CAKE_SITE_UI_ENTER_IDLEW", sum)]
    pub ui_enter_idlew: u64,
    #[snapshot(key = "CAKE_SITE_UI_EXIT", sum)]
    pub ui_exit: u64,
    #[snapshot(key = "CAKE_SITE_UI_EXIT_IDLEW", sum)]
    pub ui_exit_idlew: u64,
    #[snapshot(key = "CAKE_SITE_QMARK_SET", sum)]
    pub qmark_set: u64,
    #[snapshot(key = "CAKE_SITE_QMARK_SET_SKIP", sum)]
    pub qmark_set_skip: u64,
    #[snapshot(key = "CAKE_SITE_QMARK_CLR", sum)]
    pub qmark_clr: u64,
    #[snapshot(key = "CAKE_SITE_QMARK_CLR_SKIP", sum)]
    pub qmark_clr_skip: u64,
    #[snapshot(key = "CAKE_SITE_SEAT_CLR", sum)]
    pub seat_clr: u64,
    #[snapshot(key = "CAKE_SITE_SEAT_SET", sum)]
    pub seat_set: u64,
    #[snapshot(key = "CAKE_SITE_RUNNING", sum)]
    pub running: u64,
    #[snapshot(key = "CAKE_SITE_FRONTIER_ST", sum)]
    pub frontier_st: u64,
    #[snapshot(key = "CAKE_SITE_WAKE_SERVED_ST", sum)]
    pub wake_served_st: u64,
    #[snapshot(key = "CAKE_SITE_WAKE_MARK_ST", sum)]
    pub wake_mark_st: u64,
    #[snapshot(key = "CAKE_SITE_TACI", sum)]
    pub taci: u64,
    #[snapshot(key = "CAKE_SITE_TACI_WIN", sum)]
    pub taci_win: u64,
    #[snapshot(key = "CAKE_SITE_TACI_STAGE", sum)]
    pub taci_stage: u64,
    #[snapshot(key = "CAKE_SITE_TACI_HOME", sum)]
    pub taci_home: u64,
    #[snapshot(key = "CAKE_SITE_TACI_GROOVE", sum)]
    pub taci_groove: u64,
    #[snapshot(key = "CAKE_SITE_TACI_WARM_CORE", sum)]
    pub taci_warm_core: u64,
    #[snapshot(key = "CAKE_SITE_TACI_WARM_THREAD", sum)]
    pub taci_warm_thread: u64,
    #[snapshot(key = "CAKE_SITE_TACI_WARM", sum)]
    pub taci_warm: u64,
    #[snapshot(key = "CAKE_SITE_TACI_HINT", sum)]
    pub taci_hint: u64,
    #[snapshot(key = "CAKE_SITE_TACI_NOTIFY", sum)]
    pub taci_notify: u64,
    #[snapshot(key = "CAKE_SITE_PICK_IDLE", sum)]
    pub pick_idle: u64,
    #[snapshot(key = "CAKE_SITE_KICK", sum)]
    pub kick: u64,
    #[snapshot(key = "CAKE_SITE_NRQ", sum)]
    pub nrq: u64,
    #[snapshot(key = "CAKE_SITE_DSQ_INSERT", sum)]
    pub dsq_insert: u64,
    #[snapshot(key = "CAKE_SITE_MOVE_LOCAL", sum)]
    pub move_local: u64,
    #[snapshot(key = "CAKE_SITE_KT", sum)]
    pub kt: u64,
    #[snapshot(key = "CAKE_SITE_KT_PERIOD", sum)]
    pub kt_period: u64,
    #[snapshot(key = "CAKE_SITE_KT_TICKSOON", sum)]
    pub kt_ticksoon: u64,
    #[snapshot(key = "CAKE_SITE_KT_OCCUPANT", sum)]
    pub kt_occupant: u64,
    #[snapshot(key = "CAKE_SITE_KT_HANDOFF", sum)]
    pub kt_handoff: u64,
    #[snapshot(key = "CAKE_SITE_KT_WAKECLOCK", sum)]
    pub kt_wakeclock: u64,
    #[snapshot(key = "CAKE_SITE_KT_RUNNING", sum)]
    pub kt_running: u64,
    #[snapshot(key = "CAKE_SITE_KT_PROBE", sum)]
    pub kt_probe: u64,
    #[snapshot(key = "CAKE_SITE_TASK_STORAGE", sum)]
    pub task_storage: u64,
    #[snapshot(key = "CAKE_SITE_CPU_CURR", sum)]
    pub cpu_curr: u64,
    #[snapshot(key = "CAKE_SITE_CORE_CONTENDED", sum)]
    pub core_contended: u64,
    #[snapshot(key = "CAKE_SITE_STAGE_PROBE", sum)]
    pub stage_probe: u64,
    #[snapshot(key = "CAKE_SITE_TACIW_STAGE", sum)]
    pub taciw_stage: u64,
    #[snapshot(key = "CAKE_SITE_TACIW_HOME", sum)]
    pub taciw_home: u64,
    #[snapshot(key = "CAKE_SITE_TACIW_GROOVE", sum)]
    pub taciw_groove: u64,
    #[snapshot(key = "CAKE_SITE_TACIW_WARM_CORE", sum)]
    pub taciw_warm_core: u64,
    #[snapshot(key = "CAKE_SITE_TACIW_WARM_THREAD", sum)]
    pub taciw_warm_thread: u64,
    #[snapshot(key = "CAKE_SITE_TACIW_WARM", sum)]
    pub taciw_warm: u64,
    #[snapshot(key = "CAKE_SITE_TACIW_HINT", sum)]
    pub taciw_hint: u64,
    #[snapshot(key = "CAKE_SITE_TACIW_NOTIFY", sum)]
    pub taciw_notify: u64,
    #[snapshot(key = "CAKE_SITE_T_NRQ", sum)]
    pub t_nrq: u64,
    #[snapshot(key = "CAKE_SITE_T_TACI", sum)]
    pub t_taci: u64,
    #[snapshot(key = "CAKE_SITE_T_PICK", sum)]
    pub t_pick: u64,
    #[snapshot(key = "CAKE_SITE_T_KICK", sum)]
    pub t_kick: u64,
    #[snapshot(key = "CAKE_SITE_T_CPU_CURR", sum)]
    pub t_cpu_curr: u64,
    #[snapshot(key = "CAKE_SITE_T_TASK_STORAGE", sum)]
    pub t_task_storage: u64,
    #[snapshot(key = "CAKE_SITE_T_MOVE", sum)]
    pub t_move: u64,
    #[snapshot(key = "CAKE_SITE_T_INSERT", sum)]
    pub t_insert: u64,
    #[snapshot(key = "CAKE_SITE_T_UI_IDLEW", sum)]
    pub t_ui_idlew: u64,
    #[snapshot(key = "CAKE_SITE_T_QMARK", sum)]
    pub t_qmark: u64,
    #[snapshot(key = "CAKE_SITE_T_CAL", sum)]
    pub t_cal: u64,
    #[snapshot(key = "CAKE_SITE_LEAK_HOME", sum)]
    pub leak_home: u64,
    #[snapshot(key = "CAKE_SITE_LEAK_KICK", sum)]
    pub leak_kick: u64,
    #[snapshot(key = "CAKE_SITE_LEAK_DISPATCH", sum)]
    pub leak_dispatch: u64,
    #[snapshot(key = "CAKE_SITE_SEAT_IMMUNE", sum)]
    pub seat_immune: u64,
    #[snapshot(key = "CAKE_SITE_SEAT_RETAKE", sum)]
    pub seat_retake: u64,
    #[snapshot(key = "CAKE_SITE_SEAT_REROUTE", sum)]
    pub seat_reroute: u64,
    #[snapshot(key = "CAKE_SITE_SEAT_DECLINE", sum)]
    pub seat_decline: u64,
    #[snapshot(key = "CAKE_SITE_POOL_FORWARD", sum)]
    pub pool_forward: u64,
    #[snapshot(key = "CAKE_SITE_CLAIM_RETRY", sum)]
    pub claim_retry: u64,
    #[snapshot(key = "CAKE_SITE_KT_POOL", sum)]
    pub kt_pool: u64,
    #[snapshot(key = "CAKE_SITE_SERIAL_X", sum)]
    pub x_serial: u64,
    #[snapshot(key = "CAKE_SITE_KT_LOCAL", sum)]
    pub kt_local: u64,
    #[snapshot(key = "CAKE_SITE_KT_LOCAL_X", sum)]
    pub x_kt_local: u64,
    #[snapshot(key = "CAKE_SITE_CLAIM_X", sum)]
    pub x_claim: u64,
    #[snapshot(key = "CAKE_SITE_NOTIFY_KICK", sum)]
    pub notify_kick: u64,
    #[snapshot(key = "CAKE_SITE_NOTIFY_KICK_X", sum)]
    pub x_notify_kick: u64,
    #[snapshot(key = "CAKE_SITE_PROBE_FIRED", sum)]
    pub probe_fired: u64,
    #[snapshot(key = "CAKE_SITE_PROBE_FIRED_X", sum)]
    pub x_probe_fired: u64,
    #[snapshot(key = "CAKE_SITE_POOL_SERVED", sum)]
    pub pool_served: u64,
    #[snapshot(key = "CAKE_SITE_POOL_SERVED_X", sum)]
    pub x_pool_served: u64,
    #[snapshot(key = "CAKE_SITE_STEAL_MOVED", sum)]
    pub steal_moved: u64,
    #[snapshot(key = "CAKE_SITE_STEAL_MOVED_X", sum)]
    pub x_steal_moved: u64,
    #[snapshot(key = "CAKE_STAT_POOL_DIRECT", sum)]
    pub pool_direct: u64,
    #[snapshot(key = "CAKE_SITE_KICK_ALONE", sum)]
    pub kick_alone: u64,
    #[snapshot(key = "CAKE_SITE_SEAT_SKIP", sum)]
    pub seat_skip: u64,
    #[snapshot(key = "CAKE_SITE_GRANT_VACANT", sum)]
    pub grant_vacant: u64,
    #[snapshot(key = "CAKE_SITE_GRANT_EXPIRED", sum)]
    pub grant_expired: u64,
    #[snapshot(key = "CAKE_SITE_GRANT_LT_TICK", sum)]
    pub grant_lt_tick: u64,
    #[snapshot(key = "CAKE_SITE_GRANT_GE_TICK", sum)]
    pub grant_ge_tick: u64,
    #[snapshot(key = "CAKE_STAT_HD_COREBUSY", sum)]
    pub hd_corebusy: u64,
    #[snapshot(key = "CAKE_SITE_REJ_IRQ", sum)]
    pub rej_irq: u64,
    #[snapshot(key = "CAKE_SITE_REJ_TICK", sum)]
    pub rej_tick: u64,
    #[snapshot(key = "CAKE_SITE_EXPIRY_PREEMPT", sum)]
    pub expiry_preempt: u64,
    #[snapshot(key = "CAKE_SITE_RELEASE", sum)]
    pub release: u64,
    #[snapshot(key = "CAKE_SITE_ACQUIRE", sum)]
    pub acquire: u64,
    #[snapshot(key = "CAKE_STAT_SELECT_DIRECT", sum)]
    pub select_direct: u64,
    #[snapshot(key = "CAKE_SITE_UI_KICK", sum)]
    pub ui_kick: u64,
    #[snapshot(key = "CAKE_SITE_PEND_KICK", sum)]
    pub pend_kick: u64,
    #[snapshot(key = "CAKE_SITE_PEND_HEAL", sum)]
    pub pend_heal: u64,
    #[snapshot(key = "CAKE_SITE_RELEASE_SERVE", sum)]
    pub release_serve: u64,
    #[snapshot(key = "CAKE_SITE_PINNED_PREEMPT", sum)]
    pub pinned_preempt: u64,
}

/// All statistics per CPU. The length of the array also checks the number of enumerators.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_cake.bpf.o", map = "cake_stats")]
pub struct CakeByCpu {
    #[snapshot(key = "*")]
    pub all: [PerCpu<u64>; CakeStat::CAKE_STAT_NR as usize],
}

/// A CPU's interrupt handlers.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_cake.bpf.o", type = "struct cake_irq_slot")]
pub struct IrqSlot {
    pub depth: u32,
}

/// A long wait, with the state of the machine at its end.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_cake.bpf.o", type = "struct cake_bb_rec")]
#[snapshot(ratio(pub wait_ms = wait_ns / 1000000))]
pub struct BlackBox {
    pub wait_ns: u64,
    pub seats: u64,
    pub core_free: u64,
    pub thread_free: u64,
    pub idle_word: u64,
    pub pid: u32,
    pub kind: u32,
    pub target: u32,
    pub caller: u32,
    pub waker_pid: u32,
    pub ran_on: u32,
    pub comm: CString,
}

/// Bands of nanoseconds: `ns >> 8` in `cake_hist[cpu][kind][band]`, and `ns >> 10` in the others.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_cake.bpf.o")]
#[snapshot(ratio(
    /// The CPUs that were in an interrupt handler in both of two reads. Its user space reads twice, 50 ms apart.
    pub stuck_in_handler(earlier) = count(cake_irq_live[*].depth != 0 and earlier.cake_irq_live[*].depth != 0),
))]
pub struct CakeGlobals {
    #[snapshot(gauge)]
    pub cake_compat_on_cpu_size: u32,
    #[snapshot(gauge)]
    pub cake_compat_cpu_curr_kfunc: bool,
    /// A bit for each CPU.
    #[snapshot(gauge)]
    pub cpu_irq_hot_words: [u64; 16],
    /// A row for each CPU.
    #[snapshot(gauge)]
    pub cake_irq_live: Vec<IrqSlot>,
    /// A ring: `cake_blackbox_n` counts on when it is full.
    #[snapshot(ring = "cake_blackbox_n", gauge)]
    pub cake_blackbox: Vec<BlackBox>,
    pub cake_blackbox_n: u32,
    /// The time until a higher class took the CPU.
    #[snapshot(path = "cake_release_census[0]")]
    pub release_non_immed: Histogram<Log2<10>>,
    #[snapshot(path = "cake_release_census[1]")]
    pub release_immed: Histogram<Log2<10>>,
    #[snapshot(path = "cake_release_census[2]")]
    pub release_slice_0: Histogram<Log2<10>>,
    #[snapshot(path = "cake_release_reason[0]")]
    pub released_by_rt: u64,
    #[snapshot(path = "cake_release_reason[1]")]
    pub released_by_dl: u64,
    #[snapshot(path = "cake_release_reason[2]")]
    pub released_by_stop: u64,
    #[snapshot(path = "cake_release_reason[3]")]
    pub released_by_unknown: u64,
    #[snapshot(rename = "cake_acquire_hist")]
    pub hold: Histogram<Log2<10>>,
    /// The time that tasks waited between placement and run, over all CPUs.
    #[snapshot(path = "cake_hist[*][0]", sum)]
    pub hop: Histogram<Log2<8>>,
    #[snapshot(path = "cake_hist[*][0][*]", sum)]
    pub nr_hops: u64,
    #[snapshot(path = "cake_hist[*][1]", sum)]
    pub handoff: Histogram<Log2<8>>,
    #[snapshot(path = "cake_hist[*][1][*]", sum)]
    pub nr_handoffs: u64,
    #[snapshot(path = "cake_hist[*][2]", sum)]
    pub burst: Histogram<Log2<8>>,
    #[snapshot(path = "cake_hist[*][2][*]", sum)]
    pub nr_bursts: u64,
    #[snapshot(path = "cake_tried[*][0]", sum)]
    pub tried_serial: u64,
    #[snapshot(path = "cake_tried[*][1]", sum)]
    pub tried_retake: u64,
    #[snapshot(path = "cake_tried[*][2]", sum)]
    pub tried_probe: u64,
    #[snapshot(path = "cake_tried[*][3]", sum)]
    pub tried_tick: u64,
    #[snapshot(path = "cake_events.SCX_EV_SELECT_CPU_FALLBACK")]
    pub select_cpu_fallback: i64,
    #[snapshot(path = "cake_events.SCX_EV_DISPATCH_KEEP_LAST")]
    pub dispatch_keep_last: i64,
    #[snapshot(path = "cake_events.SCX_EV_ENQ_SKIP_EXITING")]
    pub enq_skip_exiting: i64,
}

/// What is fixed when the scheduler starts.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_cake.bpf.o")]
pub struct CakeOptions {
    #[snapshot(gauge)]
    pub cake_tick_ns: u64,
}
