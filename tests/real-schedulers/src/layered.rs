//! scx_layered 1.1.4: a per-CPU array of one struct with `gstats[NR_GSTATS]` and `lstats[MAX_LAYERS][NR_LSTATS]`. Nothing
//! in the object has the type of an enum that indexes these arrays, so BTF lacks the enums.

use std::ffi::CString;

use ktsnap::histogram::{Histogram, Log2};
use ktsnap::{Rows, SnapshotEnum, SnapshotSchema};

/// The elements of `gstats`, in the order of `intf.h`.
#[allow(non_camel_case_types, reason = "the names are those of C")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, SnapshotEnum)]
pub enum GlobalStatId {
    GSTAT_EXCL_IDLE,
    GSTAT_EXCL_WAKEUP,
    GSTAT_HI_FB_EVENTS,
    GSTAT_HI_FB_USAGE,
    GSTAT_LO_FB_EVENTS,
    GSTAT_LO_FB_USAGE,
    GSTAT_FB_CPU_USAGE,
    GSTAT_ANTISTALL,
    GSTAT_SKIP_PREEMPT,
    GSTAT_FIXUP_VTIME,
    GSTAT_PREEMPTING_MISMATCH,
    NR_GSTATS,
}

/// The elements of each layer's `lstats`.
#[allow(non_camel_case_types, reason = "the names are those of C")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, SnapshotEnum)]
pub enum LayerStatId {
    LSTAT_SEL_LOCAL,
    LSTAT_ENQ_LOCAL,
    LSTAT_ENQ_WAKEUP,
    LSTAT_ENQ_EXPIRE,
    LSTAT_ENQ_REENQ,
    LSTAT_ENQ_DSQ,
    LSTAT_KEEP,
    LSTAT_MIN_EXEC,
    LSTAT_MIN_EXEC_NS,
    LSTAT_OPEN_IDLE,
    LSTAT_AFFN_VIOL,
    LSTAT_KEEP_FAIL_MAX_EXEC,
    LSTAT_KEEP_FAIL_BUSY,
    LSTAT_PREEMPT,
    LSTAT_PREEMPT_FIRST,
    LSTAT_PREEMPT_XLLC,
    LSTAT_PREEMPT_XNUMA,
    LSTAT_PREEMPT_IDLE,
    LSTAT_PREEMPT_FAIL,
    LSTAT_EXCL_COLLISION,
    LSTAT_EXCL_PREEMPT,
    LSTAT_YIELD,
    LSTAT_YIELD_IGNORE,
    LSTAT_MIGRATION,
    LSTAT_XNUMA_MIGRATION,
    LSTAT_XLLC_MIGRATION,
    LSTAT_XLLC_MIGRATION_SKIP,
    LSTAT_XLAYER_WAKE,
    LSTAT_XLAYER_REWAKE,
    LSTAT_LLC_DRAIN_TRY,
    LSTAT_LLC_DRAIN,
    LSTAT_SKIP_REMOTE_NODE,
    LSTAT_RUNQ_LAT_BASE,
    LSTAT_RUNQ_LAT_END = 57,
    NR_LSTATS,
}

/// What a layer counted, or all layers together.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "u64[NR_LSTATS]", enums(LayerStatId))]
#[snapshot(ratio(
    pub total = sel_local + enq_local + enq_wakeup + enq_expire + enq_reenq + keep,
    pub sel_local_pct = percent(sel_local / total) or 0,
    pub enq_local_pct = percent(enq_local / total) or 0,
    pub enq_wakeup_pct = percent(enq_wakeup / total) or 0,
    pub enq_expire_pct = percent(enq_expire / total) or 0,
    pub enq_reenq_pct = percent(enq_reenq / total) or 0,
    pub enq_dsq_pct = percent(enq_dsq / total) or 0,
    pub dsq_insert_pct = percent(enq_dsq / (sel_local + enq_local + enq_dsq)) or 0,
    pub keep_pct = percent(keep / total) or 0,
    pub min_exec_pct = percent(min_exec / total) or 0,
    pub open_idle_pct = percent(open_idle / total) or 0,
    pub affn_viol_pct = percent(affn_viol / total) or 0,
    pub keep_fail_max_exec_pct = percent(keep_fail_max_exec / total) or 0,
    pub keep_fail_busy_pct = percent(keep_fail_busy / total) or 0,
    pub preempt_pct = percent(preempt / total) or 0,
    pub preempt_first_pct = percent(preempt_first / total) or 0,
    pub preempt_xllc_pct = percent(preempt_xllc / total) or 0,
    pub preempt_xnuma_pct = percent(preempt_xnuma / total) or 0,
    pub preempt_idle_pct = percent(preempt_idle / total) or 0,
    pub preempt_fail_pct = percent(preempt_fail / total) or 0,
    pub excl_collision_pct = percent(excl_collision / total) or 0,
    pub excl_preempt_pct = percent(excl_preempt / total) or 0,
    pub yielded_pct = percent(yielded / total) or 0,
    pub migration_pct = percent(migration / total) or 0,
    pub xnuma_migration_pct = percent(xnuma_migration / total) or 0,
    pub xllc_migration_pct = percent(xllc_migration / total) or 0,
    pub xllc_migration_skip_pct = percent(xllc_migration_skip / total) or 0,
    pub xlayer_wake_pct = percent(xlayer_wake / total) or 0,
    pub xlayer_rewake_pct = percent(xlayer_rewake / total) or 0,
    pub llc_drain_try_pct = percent(llc_drain_try / total) or 0,
    pub llc_drain_pct = percent(llc_drain / total) or 0,
    pub skip_remote_node_pct = percent(skip_remote_node / total) or 0,
    pub min_exec_us = floor(min_exec_ns / 1000),
))]
pub struct LayerStats {
    #[snapshot(key = "LSTAT_SEL_LOCAL")]
    pub sel_local: u64,
    #[snapshot(key = "LSTAT_ENQ_LOCAL")]
    pub enq_local: u64,
    #[snapshot(key = "LSTAT_ENQ_WAKEUP")]
    pub enq_wakeup: u64,
    #[snapshot(key = "LSTAT_ENQ_EXPIRE")]
    pub enq_expire: u64,
    #[snapshot(key = "LSTAT_ENQ_REENQ")]
    pub enq_reenq: u64,
    #[snapshot(key = "LSTAT_ENQ_DSQ")]
    pub enq_dsq: u64,
    #[snapshot(key = "LSTAT_KEEP")]
    pub keep: u64,
    #[snapshot(key = "LSTAT_MIN_EXEC")]
    pub min_exec: u64,
    #[snapshot(key = "LSTAT_MIN_EXEC_NS")]
    pub min_exec_ns: u64,
    #[snapshot(key = "LSTAT_OPEN_IDLE")]
    pub open_idle: u64,
    #[snapshot(key = "LSTAT_AFFN_VIOL")]
    pub affn_viol: u64,
    #[snapshot(key = "LSTAT_KEEP_FAIL_MAX_EXEC")]
    pub keep_fail_max_exec: u64,
    #[snapshot(key = "LSTAT_KEEP_FAIL_BUSY")]
    pub keep_fail_busy: u64,
    #[snapshot(key = "LSTAT_PREEMPT")]
    pub preempt: u64,
    #[snapshot(key = "LSTAT_PREEMPT_FIRST")]
    pub preempt_first: u64,
    #[snapshot(key = "LSTAT_PREEMPT_XLLC")]
    pub preempt_xllc: u64,
    #[snapshot(key = "LSTAT_PREEMPT_XNUMA")]
    pub preempt_xnuma: u64,
    #[snapshot(key = "LSTAT_PREEMPT_IDLE")]
    pub preempt_idle: u64,
    #[snapshot(key = "LSTAT_PREEMPT_FAIL")]
    pub preempt_fail: u64,
    #[snapshot(key = "LSTAT_EXCL_COLLISION")]
    pub excl_collision: u64,
    #[snapshot(key = "LSTAT_EXCL_PREEMPT")]
    pub excl_preempt: u64,
    #[snapshot(key = "LSTAT_YIELD")]
    pub yielded: u64,
    #[snapshot(key = "LSTAT_YIELD_IGNORE")]
    pub yield_ignore: u64,
    #[snapshot(key = "LSTAT_MIGRATION")]
    pub migration: u64,
    #[snapshot(key = "LSTAT_XNUMA_MIGRATION")]
    pub xnuma_migration: u64,
    #[snapshot(key = "LSTAT_XLLC_MIGRATION")]
    pub xllc_migration: u64,
    #[snapshot(key = "LSTAT_XLLC_MIGRATION_SKIP")]
    pub xllc_migration_skip: u64,
    #[snapshot(key = "LSTAT_XLAYER_WAKE")]
    pub xlayer_wake: u64,
    #[snapshot(key = "LSTAT_XLAYER_REWAKE")]
    pub xlayer_rewake: u64,
    #[snapshot(key = "LSTAT_LLC_DRAIN_TRY")]
    pub llc_drain_try: u64,
    #[snapshot(key = "LSTAT_LLC_DRAIN")]
    pub llc_drain: u64,
    #[snapshot(key = "LSTAT_SKIP_REMOTE_NODE")]
    pub skip_remote_node: u64,
}

/// What all layers counted together.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "u64[NR_GSTATS]", enums(GlobalStatId))]
pub struct GlobalStats {
    #[snapshot(key = "GSTAT_EXCL_IDLE")]
    pub excl_idle: u64,
    #[snapshot(key = "GSTAT_EXCL_WAKEUP")]
    pub excl_wakeup: u64,
    #[snapshot(key = "GSTAT_HI_FB_EVENTS")]
    pub hi_fb_events: u64,
    #[snapshot(key = "GSTAT_HI_FB_USAGE")]
    pub hi_fb_usage: u64,
    #[snapshot(key = "GSTAT_LO_FB_EVENTS")]
    pub lo_fb_events: u64,
    #[snapshot(key = "GSTAT_LO_FB_USAGE")]
    pub lo_fb_usage: u64,
    #[snapshot(key = "GSTAT_FB_CPU_USAGE")]
    pub fb_cpu_usage: u64,
    #[snapshot(key = "GSTAT_ANTISTALL")]
    pub antistall: u64,
    #[snapshot(key = "GSTAT_SKIP_PREEMPT")]
    pub skip_preempt: u64,
    #[snapshot(key = "GSTAT_FIXUP_VTIME")]
    pub fixup_vtime: u64,
    #[snapshot(key = "GSTAT_PREEMPTING_MISMATCH")]
    pub preempting_mismatch: u64,
}

/// Sums over all CPUs.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx", enums(LayerStatId))]
#[snapshot(ratio(
    pub total = all.sel_local + all.enq_local + all.enq_wakeup + all.enq_expire + all.enq_reenq + all.keep,
    pub hi_fb_pct = percent(global.hi_fb_events / total) or 0,
    pub lo_fb_pct = percent(global.lo_fb_events / total) or 0,
    // User space prints NaN for these if no layer has counted.
    pub excl_idle_fraction = global.excl_idle / total,
    pub excl_wakeup_fraction = global.excl_wakeup / total,
))]
pub struct Layered {
    #[snapshot(path = "gstats", sum)]
    pub global: GlobalStats,
    /// A row for each layer.
    #[snapshot(path = "lstats", sum)]
    pub layers: Vec<LayerStats>,
    /// The sum of the rows.
    #[snapshot(path = "lstats[*]", sum)]
    pub all: LayerStats,
    /// The time that tasks of each layer waited in a queue, in microseconds.
    #[snapshot(path = "lstats[*][LSTAT_RUNQ_LAT_BASE..NR_LSTATS]", sum)]
    pub runq_latency: Vec<Histogram<Log2>>,
    /// All elements of the rows. The length also checks the number of enumerators.
    #[snapshot(sum)]
    pub lstats: [[u64; LayerStatId::NR_LSTATS as usize]; 16],
}

/// One CPU, read as `PerCpu<LayeredOfCpu>`.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
pub struct LayeredOfCpu {
    pub lstats: [LayerStats; 16],
    /// This length also checks the number of enumerators.
    pub gstats: [u64; GlobalStatId::NR_GSTATS as usize],
}

/// A layer's state.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o", type = "struct layer")]
#[snapshot(ratio(pub slice_us = floor(slice_ns / 1000)))]
pub struct Layer {
    pub name: CString,
    pub nr_tasks: u64,
    pub slice_ns: u64,
    pub excl: bool,
    pub nr_cpus: u32,
    /// A bit for each CPU.
    pub cpus: [u8; 64],
    pub nr_llc_cpus: Vec<u32>,
    /// The tasks that are pinned to CPUs of a node.
    #[snapshot(path = "node[*].nr_pinned_tasks")]
    pub node_pinned_tasks: Vec<u64>,
}

/// The layers, and a CPU for each node. The section has 165 MB, more than a report can hold, so it is read from bytes.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o")]
pub struct LayeredGlobals {
    #[snapshot(gauge)]
    pub layers: Vec<Layer>,
    #[snapshot(gauge)]
    pub fallback_cpus: Vec<u32>,
}

/// How many of the rows are in use.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o")]
pub struct LayeredTopology {
    #[snapshot(gauge)]
    pub nr_layers: u32,
    #[snapshot(gauge)]
    pub nr_nodes: u32,
    #[snapshot(gauge)]
    pub nr_llcs: u32,
}

/// The elements of `lstats` of `struct llc_ctx`.
#[allow(non_camel_case_types, reason = "the names are those of C")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, SnapshotEnum)]
pub enum LlcLayerStatId {
    LLC_LSTAT_LAT,
    LLC_LSTAT_CNT,
    NR_LLC_LSTATS,
}

/// The elements of each layer's `layer_usages`.
#[allow(non_camel_case_types, reason = "the names are those of C")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, SnapshotEnum)]
pub enum LayerUsageId {
    LAYER_USAGE_OWNED,
    LAYER_USAGE_OPEN,
    LAYER_USAGE_PROTECTED,
    LAYER_USAGE_PROTECTED_PREEMPT,
    NR_LAYER_USAGES,
}

/// For how long the tasks of a layer ran, by kind. The first two kinds are the whole time.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "u64[NR_LAYER_USAGES]", enums(LayerUsageId))]
#[snapshot(ratio(
    pub used_s = (owned_ns + open_ns) / 1000000000,
    pub open_s = open_ns / 1000000000,
    pub protected_s = protected_ns / 1000000000,
    pub protected_preempt_s = protected_preempt_ns / 1000000000,
))]
pub struct LayerUsages {
    #[snapshot(key = "LAYER_USAGE_OWNED")]
    pub owned_ns: u64,
    #[snapshot(key = "LAYER_USAGE_OPEN")]
    pub open_ns: u64,
    #[snapshot(key = "LAYER_USAGE_PROTECTED")]
    pub protected_ns: u64,
    #[snapshot(key = "LAYER_USAGE_PROTECTED_PREEMPT")]
    pub protected_preempt_ns: u64,
}

/// Sums over all CPUs.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
pub struct LayeredUsages {
    #[snapshot(path = "layer_usages", sum)]
    pub layers: Vec<LayerUsages>,
    /// The sum of the rows.
    #[snapshot(path = "layer_usages[*]", sum)]
    pub all: LayerUsages,
}

/// What a last-level cache counted of a layer.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(type = "u64[NR_LLC_LSTATS]", enums(LlcLayerStatId))]
#[snapshot(ratio(
    pub latency_s = latency_ns / 1000000000,
    /// The cache's part of the layer's dispatches.
    pub fraction(layer) = dispatches / layer.dispatches or 0,
))]
pub struct LlcLayerStats {
    /// A running average of the time in the queue.
    #[snapshot(key = "LLC_LSTAT_LAT", gauge)]
    pub latency_ns: u64,
    #[snapshot(key = "LLC_LSTAT_CNT")]
    pub dispatches: u64,
}

/// A row for each last-level cache, with a row for each layer.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o", map = "llc_data")]
pub struct LayeredByLlc {
    #[snapshot(key = "*", path = "lstats")]
    pub layers: Vec<Vec<LlcLayerStats>>,
    /// The sum over the caches, for each layer.
    #[snapshot(key = "*", path = "lstats", sum)]
    pub all: Vec<LlcLayerStats>,
}

/// The rows in use, of one scheduler.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(parts)]
pub struct LayeredInUse {
    pub topology: LayeredTopology,
    #[snapshot(take(layers = topology.nr_layers, runq_latency = topology.nr_layers))]
    pub cpus: Layered,
    #[snapshot(take(layers = topology.nr_llcs, layers[*] = topology.nr_layers))]
    pub llcs: LayeredByLlc,
}

/// The state of the layers in use, with their caches and nodes.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(parts)]
pub struct LayersInUse {
    pub topology: LayeredTopology,
    #[snapshot(take(
        layers = topology.nr_layers,
        layers[*].nr_llc_cpus = topology.nr_llcs,
        layers[*].node_pinned_tasks = topology.nr_nodes,
        fallback_cpus = topology.nr_nodes,
    ))]
    pub globals: LayeredGlobals,
}

/// Sums over the CPUs of each node, with a row for each layer.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
pub struct LayeredByNode {
    #[snapshot(by = "node_id", count)]
    pub cpus: Rows<u32, u64>,
    #[snapshot(by = "node_id", sum)]
    pub layer_usages: Rows<u32, Vec<LayerUsages>>,
    #[snapshot(by = "node_id", sum)]
    pub node_pinned_usage: Rows<u32, Vec<u64>>,
    #[snapshot(by = "node_id", sum)]
    pub layer_duty_sum: Rows<u32, Vec<u64>>,
}
