/// Globals in `.bss` of scx_bpfland.json.
#[derive(Debug, Clone, PartialEq, ktsnap::SnapshotSchema)]
#[snapshot(layout = "tests/generated/schemas/scx_bpfland.json")]
pub struct Bss {
    pub __scx_prolog_disables_migration: bool,
    pub bpf_arena_loop_zero: u32,
    /// `struct cmask_rotor_slot *`
    pub cmask_distribute_rotors: ktsnap::Ptr,
    pub cpufreq_perf_lvl: i64,
    pub nr_kthread_dispatches: u64,
    pub nr_direct_dispatches: u64,
    pub nr_shared_dispatches: u64,
    pub nr_idle_select_path_picks: u64,
    pub nr_idle_enqueue_path_picks: u64,
    pub nr_idle_prev_cpu_picks: u64,
    pub nr_idle_primary_picks: u64,
    pub nr_idle_spill_picks: u64,
    pub nr_idle_pick_failures: u64,
    pub nr_idle_primary_domain_misses: u64,
    pub nr_idle_global_misses: u64,
    pub nr_waker_cpu_biases: u64,
    pub nr_keep_running_reuses: u64,
    pub nr_keep_running_queue_empty: u64,
    pub nr_keep_running_smt_blocked: u64,
    pub nr_keep_running_queued_work: u64,
    pub nr_dispatch_cpu_dsq_consumes: u64,
    pub nr_dispatch_node_dsq_consumes: u64,
    pub nr_running: u64,
    pub nr_online_cpus: u64,
    pub nr_cpu_ids: u64,
    pub vtime_now: u64,
    pub cpus_throttled: bool,
}
