/// Globals in `.rodata` of scx_rusty.json.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/scx_rusty.json")]
pub struct Rodata {
    pub nr_doms: u32,
    pub nr_nodes: u32,
    pub nr_cpu_ids: u32,
    pub load_half_life: u32,
    pub fifo_sched: bool,
    pub ravg_1: u64,
    pub sched_prio_to_weight: [i32; 40],
    pub dom_numa_id_map: [u32; 64],
    /// `const volatile u64[64][8]`
    pub dom_cpumasks: Vec<[u64; 8]>,
    pub rusty_perf_mode: u32,
    #[snapshot(rename = "__SCX_OPS_NAME_LEN")]
    pub __scx_ops_name_len: u64,
    #[snapshot(rename = "__SCX_SLICE_DFL")]
    pub __scx_slice_dfl: u64,
    #[snapshot(rename = "__SCX_SLICE_INF")]
    pub __scx_slice_inf: u64,
    #[snapshot(rename = "__SCX_RQ_ONLINE")]
    pub __scx_rq_online: u64,
    #[snapshot(rename = "__SCX_RQ_CAN_STOP_TICK")]
    pub __scx_rq_can_stop_tick: u64,
    #[snapshot(rename = "__SCX_RQ_BAL_PENDING")]
    pub __scx_rq_bal_pending: u64,
    #[snapshot(rename = "__SCX_RQ_BAL_KEEP")]
    pub __scx_rq_bal_keep: u64,
    #[snapshot(rename = "__SCX_RQ_BYPASSING")]
    pub __scx_rq_bypassing: u64,
    #[snapshot(rename = "__SCX_RQ_CLK_VALID")]
    pub __scx_rq_clk_valid: u64,
    #[snapshot(rename = "__SCX_RQ_IN_WAKEUP")]
    pub __scx_rq_in_wakeup: u64,
    #[snapshot(rename = "__SCX_RQ_IN_BALANCE")]
    pub __scx_rq_in_balance: u64,
    #[snapshot(rename = "__SCX_RQ_IN_DISPATCH")]
    pub __scx_rq_in_dispatch: u64,
    #[snapshot(rename = "__SCX_DSQ_FLAG_BUILTIN")]
    pub __scx_dsq_flag_builtin: u64,
    #[snapshot(rename = "__SCX_DSQ_FLAG_LOCAL_ON")]
    pub __scx_dsq_flag_local_on: u64,
    #[snapshot(rename = "__SCX_DSQ_INVALID")]
    pub __scx_dsq_invalid: u64,
    #[snapshot(rename = "__SCX_DSQ_GLOBAL")]
    pub __scx_dsq_global: u64,
    #[snapshot(rename = "__SCX_DSQ_LOCAL")]
    pub __scx_dsq_local: u64,
    #[snapshot(rename = "__SCX_DSQ_LOCAL_ON")]
    pub __scx_dsq_local_on: u64,
    #[snapshot(rename = "__SCX_DSQ_LOCAL_CPU_MASK")]
    pub __scx_dsq_local_cpu_mask: u64,
    #[snapshot(rename = "__SCX_TASK_QUEUED")]
    pub __scx_task_queued: u64,
    #[snapshot(rename = "__SCX_TASK_RESET_RUNNABLE_AT")]
    pub __scx_task_reset_runnable_at: u64,
    #[snapshot(rename = "__SCX_TASK_DEQD_FOR_SLEEP")]
    pub __scx_task_deqd_for_sleep: u64,
    #[snapshot(rename = "__SCX_TASK_SUB_INIT")]
    pub __scx_task_sub_init: u64,
    #[snapshot(rename = "__SCX_TASK_IMMED")]
    pub __scx_task_immed: u64,
    #[snapshot(rename = "__SCX_TASK_STATE_SHIFT")]
    pub __scx_task_state_shift: u64,
    #[snapshot(rename = "__SCX_TASK_STATE_BITS")]
    pub __scx_task_state_bits: u64,
    #[snapshot(rename = "__SCX_TASK_STATE_MASK")]
    pub __scx_task_state_mask: u64,
    #[snapshot(rename = "__SCX_TASK_CURSOR")]
    pub __scx_task_cursor: u64,
    #[snapshot(rename = "__SCX_TASK_NONE")]
    pub __scx_task_none: u64,
    #[snapshot(rename = "__SCX_TASK_INIT")]
    pub __scx_task_init: u64,
    #[snapshot(rename = "__SCX_TASK_READY")]
    pub __scx_task_ready: u64,
    #[snapshot(rename = "__SCX_TASK_ENABLED")]
    pub __scx_task_enabled: u64,
    #[snapshot(rename = "__SCX_TASK_NR_STATES")]
    pub __scx_task_nr_states: u64,
    #[snapshot(rename = "__SCX_TASK_DSQ_ON_PRIQ")]
    pub __scx_task_dsq_on_priq: u64,
    #[snapshot(rename = "__SCX_KICK_IDLE")]
    pub __scx_kick_idle: u64,
    #[snapshot(rename = "__SCX_KICK_PREEMPT")]
    pub __scx_kick_preempt: u64,
    #[snapshot(rename = "__SCX_KICK_WAIT")]
    pub __scx_kick_wait: u64,
    #[snapshot(rename = "__SCX_KICK_PREEMPT_LAZY")]
    pub __scx_kick_preempt_lazy: u64,
    #[snapshot(rename = "__SCX_KICK_ALL_FLAGS")]
    pub __scx_kick_all_flags: u64,
    #[snapshot(rename = "__SCX_ENQ_WAKEUP")]
    pub __scx_enq_wakeup: u64,
    #[snapshot(rename = "__SCX_ENQ_HEAD")]
    pub __scx_enq_head: u64,
    #[snapshot(rename = "__SCX_ENQ_PREEMPT")]
    pub __scx_enq_preempt: u64,
    #[snapshot(rename = "__SCX_ENQ_PREEMPT_LAZY")]
    pub __scx_enq_preempt_lazy: u64,
    #[snapshot(rename = "__SCX_ENQ_IMMED")]
    pub __scx_enq_immed: u64,
    #[snapshot(rename = "__SCX_ENQ_RESCUE")]
    pub __scx_enq_rescue: u64,
    #[snapshot(rename = "__SCX_ENQ_BLOCKED")]
    pub __scx_enq_blocked: u64,
    #[snapshot(rename = "__SCX_ENQ_REENQ")]
    pub __scx_enq_reenq: u64,
    #[snapshot(rename = "__SCX_ENQ_LAST")]
    pub __scx_enq_last: u64,
    #[snapshot(rename = "__SCX_ENQ_CLEAR_OPSS")]
    pub __scx_enq_clear_opss: u64,
    #[snapshot(rename = "__SCX_ENQ_DSQ_PRIQ")]
    pub __scx_enq_dsq_priq: u64,
    #[snapshot(rename = "__SCX_DEQ_SCHED_CHANGE")]
    pub __scx_deq_sched_change: u64,
    pub scx_lib_features: u64,
    pub uei_dump_len: u32,
    /// `const volatile u32[512]`
    pub cpu_dom_id_map: Vec<u32>,
    /// `const volatile u64[64][8]`
    pub numa_cpumasks: Vec<[u64; 8]>,
    pub kthreads_local: bool,
    pub direct_greedy_numa: bool,
    pub mempolicy_affinity: bool,
    pub greedy_threshold: u32,
    pub greedy_threshold_x_numa: u32,
    pub debug: u32,
    pub ravg_full_sum: [u64; 20],
    // Left out: 11 format strings. `--only '*___fmt*'` includes them.
}
