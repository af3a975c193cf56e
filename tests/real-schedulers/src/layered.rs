//! scx_layered 1.1.4: a per-CPU array of one struct with `gstats[NR_GSTATS]` and `lstats[MAX_LAYERS][NR_LSTATS]`. Nothing
//! in the object has the type of an enum that indexes these arrays, so BTF lacks the enums.

use std::ffi::CString;

use ktsnap::{SnapshotEnum, SnapshotSchema};

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

/// Sums over all CPUs and layers.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx")]
#[snapshot(enums(GlobalStatId, LayerStatId))]
#[snapshot(ratio(
    pub total = sel_local + enq_local + enq_wakeup + enq_expire + enq_reenq + keep,
    pub local_sel_pct = percent(sel_local / (sel_local + enq_local + enq_wakeup + enq_expire + enq_reenq + keep)),
    pub local_enq_pct = percent(enq_local / (sel_local + enq_local + enq_wakeup + enq_expire + enq_reenq + keep)),
    pub open_idle_pct = percent(open_idle / (sel_local + enq_local + enq_wakeup + enq_expire + enq_reenq + keep)),
    pub affn_viol_pct = percent(affn_viol / (sel_local + enq_local + enq_wakeup + enq_expire + enq_reenq + keep)),
    pub excl_collision_pct = percent(excl_collision / (sel_local + enq_local + enq_wakeup + enq_expire + enq_reenq + keep)),
    pub excl_preempt_pct = percent(excl_preempt / (sel_local + enq_local + enq_wakeup + enq_expire + enq_reenq + keep)),
    pub hi_fb_pct = percent(hi_fb_events / (sel_local + enq_local + enq_wakeup + enq_expire + enq_reenq + keep)),
    pub lo_fb_pct = percent(lo_fb_events / (sel_local + enq_local + enq_wakeup + enq_expire + enq_reenq + keep)),
    pub excl_idle_fraction = excl_idle / (sel_local + enq_local + enq_wakeup + enq_expire + enq_reenq + keep),
    pub excl_wakeup_fraction = excl_wakeup / (sel_local + enq_local + enq_wakeup + enq_expire + enq_reenq + keep),
))]
pub struct Layered {
    #[snapshot(path = "gstats[GSTAT_EXCL_IDLE]", sum)]
    pub excl_idle: u64,
    #[snapshot(path = "gstats[GSTAT_EXCL_WAKEUP]", sum)]
    pub excl_wakeup: u64,
    #[snapshot(path = "gstats[GSTAT_HI_FB_EVENTS]", sum)]
    pub hi_fb_events: u64,
    #[snapshot(path = "gstats[GSTAT_HI_FB_USAGE]", sum)]
    pub hi_fb_usage: u64,
    #[snapshot(path = "gstats[GSTAT_LO_FB_EVENTS]", sum)]
    pub lo_fb_events: u64,
    #[snapshot(path = "gstats[GSTAT_LO_FB_USAGE]", sum)]
    pub lo_fb_usage: u64,
    #[snapshot(path = "gstats[GSTAT_FB_CPU_USAGE]", sum)]
    pub fb_cpu_usage: u64,
    #[snapshot(path = "gstats[GSTAT_ANTISTALL]", sum)]
    pub antistall: u64,
    #[snapshot(path = "gstats[GSTAT_SKIP_PREEMPT]", sum)]
    pub skip_preempt: u64,
    #[snapshot(path = "gstats[GSTAT_FIXUP_VTIME]", sum)]
    pub fixup_vtime: u64,
    #[snapshot(path = "gstats[GSTAT_PREEMPTING_MISMATCH]", sum)]
    pub preempting_mismatch: u64,
    #[snapshot(path = "lstats[*][LSTAT_SEL_LOCAL]", sum)]
    pub sel_local: u64,
    #[snapshot(path = "lstats[*][LSTAT_ENQ_LOCAL]", sum)]
    pub enq_local: u64,
    #[snapshot(path = "lstats[*][LSTAT_ENQ_WAKEUP]", sum)]
    pub enq_wakeup: u64,
    #[snapshot(path = "lstats[*][LSTAT_ENQ_EXPIRE]", sum)]
    pub enq_expire: u64,
    #[snapshot(path = "lstats[*][LSTAT_ENQ_REENQ]", sum)]
    pub enq_reenq: u64,
    #[snapshot(path = "lstats[*][LSTAT_KEEP]", sum)]
    pub keep: u64,
    #[snapshot(path = "lstats[*][LSTAT_OPEN_IDLE]", sum)]
    pub open_idle: u64,
    #[snapshot(path = "lstats[*][LSTAT_AFFN_VIOL]", sum)]
    pub affn_viol: u64,
    #[snapshot(path = "lstats[*][LSTAT_EXCL_COLLISION]", sum)]
    pub excl_collision: u64,
    #[snapshot(path = "lstats[*][LSTAT_EXCL_PREEMPT]", sum)]
    pub excl_preempt: u64,
}

/// The layers on one CPU, read as `PerCpu<LayeredOfCpu>`.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx", enums(LayerStatId))]
#[snapshot(ratio(pub local_enq_fraction = sum(enq_local) / (sum(sel_local) + sum(enq_local))))]
pub struct LayeredOfCpu {
    #[snapshot(path = "lstats[*][LSTAT_SEL_LOCAL]")]
    pub sel_local: [u64; 16],
    #[snapshot(path = "lstats[*][LSTAT_ENQ_LOCAL]")]
    pub enq_local: [u64; 16],
    /// These lengths also check the number of enumerators.
    pub gstats: [u64; GlobalStatId::NR_GSTATS as usize],
    pub lstats: [[u64; LayerStatId::NR_LSTATS as usize]; 16],
}

/// Sums over all CPUs for each layer. A reduction of arrays works element by element.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o", map = "cpu_ctxs", value = "struct cpu_ctx", enums(LayerStatId))]
pub struct LayeredByLayer {
    #[snapshot(path = "lstats[*][LSTAT_SEL_LOCAL]", sum)]
    pub sel_local: [u64; 16],
    #[snapshot(sum)]
    pub lstats: [[u64; LayerStatId::NR_LSTATS as usize]; 16],
}

/// A layer's state.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o", type = "struct layer")]
#[snapshot(ratio(pub slice_us = slice_ns / 1000))]
pub struct Layer {
    pub name: CString,
    pub nr_tasks: u64,
    pub slice_ns: u64,
    pub excl: bool,
    pub nr_cpus: u32,
    /// A bit for each CPU.
    pub cpus: [u8; 64],
    pub nr_llc_cpus: [u32; 64],
    /// The tasks that are pinned to CPUs of a node.
    #[snapshot(path = "node[*].nr_pinned_tasks")]
    pub node_pinned_tasks: [u64; 32],
}

/// The layers, and a CPU for each node. The section has 165 MB, more than a report can hold, so it is read from bytes.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o")]
pub struct LayeredGlobals {
    #[snapshot(gauge)]
    pub layers: Vec<Layer>,
    #[snapshot(gauge)]
    pub fallback_cpus: [u32; 32],
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

/// A row for each last-level cache, with a column for each layer.
#[derive(Debug, Clone, PartialEq, SnapshotSchema)]
#[snapshot(object = "scx_layered.bpf.o", map = "llc_data")]
pub struct LayeredByLlc {
    /// A running average of the time in the queue.
    #[snapshot(key = "*", path = "lstats[*][0]", gauge)]
    pub latency_ns: Vec<[u64; 16]>,
    #[snapshot(key = "*", path = "lstats[*][1]")]
    pub dispatches: Vec<[u64; 16]>,
}
