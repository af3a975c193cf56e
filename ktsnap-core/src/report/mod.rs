//! The report's JSON, as types.
//!
//! One document holds one freeze of the machine: every BPF map that was found, with its contents rendered through BTF. The
//! format is that of version 0.50 of the `ktstr` harness. Unknown fields are ignored. A field that is absent or empty is not
//! written when a report is serialized.

mod alloc;
mod buffer;
pub(crate) mod collect;
pub(crate) mod compression;
mod cpu;
mod depth;
mod display;
mod document;
mod dsq;
mod guest;
mod kinds;
pub mod limits;
mod list;
mod locate;
mod map;
mod maps;
mod navigate;
mod parse;
mod prog;
pub(crate) mod scan;
mod scx;
mod stamp;
mod tagged;
mod tape;
mod task;
mod timeline;
mod value;
mod vcpu;
pub(crate) mod wanted;

pub use alloc::{ScxStaticRange, ScxStaticSnapshot, SdtAllocEntry, SdtAllocatorSnapshot};
pub use cpu::{CgroupPsiStat, PerCpuTimeStats, PerNodeNumaStats};
pub use depth::{MAX_DEPTH, MAX_SERIALIZED_DEPTH};
pub use document::{DegradedFailureDumpReport, DualFailureDumpReport, FailureDumpReportAny, Half};
pub use dsq::{DsqId, DsqKind};
pub use guest::GuestSetupFailureContext;
pub use kinds::{
    ArenaPage, ArenaSnapshot, FailureDumpFdArray, FailureDumpRingbuf, FailureDumpStackTrace, FailureDumpStackTraceEntry,
};
pub use map::{
    FailureDumpArrayEntry, FailureDumpEntry, FailureDumpMap, FailureDumpPercpuEntry, FailureDumpPercpuHashEntry,
};
pub use maps::Maps;
pub use parse::ReportError;
pub use prog::{ProbeBssCounters, ProgRuntimeStats};
pub use scx::{DsqState, EventCounterSample, RqScxState, ScxSchedState, exit_name};
pub use stamp::{CaptureStamp, SeriesTurn};
pub use task::TaskEnrichment;
pub use timeline::{CaptureTime, TimelineError, timeline};
pub use value::{PtrNotes, RenderedMember, RenderedValue};
pub use vcpu::{VcpuPerfSample, VcpuRegSnapshot};

use serde::{Deserialize, Serialize};

/// One freeze of the machine: its BPF maps, and which of them the running scheduler uses.
///
/// Read one with [`from_json`](Self::from_json) or [`from_path`](Self::from_path), then look things up in it through
/// a [`Snapshot`](crate::Snapshot).
///
/// ```
/// use ktsnap_core::FailureDumpReport;
///
/// let report = FailureDumpReport::from_json(r#"{"schema": "single", "maps": []}"#)?;
/// assert!(report.maps.is_empty());
/// assert_eq!(report.active_obj_name, None);
/// # Ok::<(), ktsnap_core::ReportError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FailureDumpReport {
    /// The kind of document: `single`.
    pub schema: String,
    /// Every captured map, in capture order.
    pub maps: Maps,
    /// The registers of each virtual CPU; `None` for a CPU whose registers could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list::of_options")]
    pub vcpu_regs: Vec<Option<VcpuRegSnapshot>>,
    /// The object name of the running scheduler: the part of its maps' names before the dot, `dispatch` in
    /// `dispatch.bss`. It is absent if the capture could not find out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active_obj_name: Option<String>,
    /// The [`map_kva`](FailureDumpMap::map_kva) of each map that the running scheduler's programs use. The harness may list
    /// the maps of the first live program only, so a map of the scheduler can be missing.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list::of_values")]
    pub active_map_kvas: Vec<u64>,
    /// The schedulers' allocators in BPF arenas.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list::of_objects")]
    pub sdt_allocations: Vec<SdtAllocatorSnapshot>,
    /// The memory ranges of the schedulers' static allocators.
    #[serde(default, skip_serializing_if = "ScxStaticSnapshot::is_empty")]
    pub scx_static_ranges: ScxStaticSnapshot,
    /// Why the allocators are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdt_alloc_unavailable: Option<String>,
    /// Run statistics, one entry per struct_ops program.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list::of_objects")]
    pub prog_runtime_stats: Vec<ProgRuntimeStats>,
    /// Why the run statistics are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prog_runtime_stats_unavailable: Option<String>,
    /// The time that each CPU spent in each mode.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list::of_objects")]
    pub per_cpu_time: Vec<PerCpuTimeStats>,
    /// Each cgroup's pressure from interrupts.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list::of_objects")]
    pub cgroup_psi: Vec<CgroupPsiStat>,
    /// Each NUMA node's allocation events.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list::of_objects")]
    pub per_node_numa: Vec<PerNodeNumaStats>,
    /// Why the NUMA nodes' events are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub per_node_numa_unavailable: Option<String>,
    /// The tasks.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list::of_objects")]
    pub task_enrichments: Vec<TaskEnrichment>,
    /// Why the tasks are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub task_enrichments_unavailable: Option<String>,
    /// The kernel's sched_ext event counters over time.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list::of_objects")]
    pub event_counter_timeline: Vec<EventCounterSample>,
    /// Each CPU's sched_ext run queue.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list::of_objects")]
    pub rq_scx_states: Vec<RqScxState>,
    /// The dispatch queues.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list::of_objects")]
    pub dsq_states: Vec<DsqState>,
    /// The attached scheduler, as the kernel sees it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scx_sched_state: Option<ScxSchedState>,
    /// Why run queues, dispatch queues or the attached scheduler are missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scx_walker_unavailable: Option<String>,
    /// Each virtual CPU's hardware counters; `None` for a CPU whose counters could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "list::of_options")]
    pub vcpu_perf_at_freeze: Vec<Option<VcpuPerfSample>>,
    /// How long after its start the capture ran out of time, in microseconds. It is `None` if it did not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dump_truncated_at_us: Option<u64>,
    /// The number of maps that are missing because the capture ran out of time.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub maps_truncated: u32,
    /// What the harness's own probe counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probe_counters: Option<ProbeBssCounters>,
    /// The last steps of a guest that failed before anything could be captured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guest_setup_failure: Option<GuestSetupFailureContext>,
    /// Whether the machine could not be frozen, so that nothing was captured.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_placeholder: bool,
    /// When `ktsnap capture` took this report, and in which series. The harness writes no such field, and its reader
    /// ignores it.
    #[serde(rename = "ktsnap_capture", default, skip_serializing_if = "Option::is_none")]
    pub capture: Option<CaptureStamp>,
    /// Which half of a `dual` document this is. It is `None` for a document of its own. It is not a field of the JSON.
    #[serde(skip)]
    pub half: Option<Half>,
}

/// A report without maps, whose `schema` is `single`.
///
/// ```
/// use ktsnap_core::FailureDumpReport;
///
/// let json = serde_json::to_string(&FailureDumpReport::default())?;
/// assert_eq!(FailureDumpReport::from_json(&json)?, FailureDumpReport::default());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl Default for FailureDumpReport {
    fn default() -> Self {
        Self {
            schema: "single".to_owned(),
            maps: Maps::default(),
            vcpu_regs: Vec::new(),
            active_obj_name: None,
            active_map_kvas: Vec::new(),
            sdt_allocations: Vec::new(),
            scx_static_ranges: ScxStaticSnapshot::default(),
            sdt_alloc_unavailable: None,
            prog_runtime_stats: Vec::new(),
            prog_runtime_stats_unavailable: None,
            per_cpu_time: Vec::new(),
            cgroup_psi: Vec::new(),
            per_node_numa: Vec::new(),
            per_node_numa_unavailable: None,
            task_enrichments: Vec::new(),
            task_enrichments_unavailable: None,
            event_counter_timeline: Vec::new(),
            rq_scx_states: Vec::new(),
            dsq_states: Vec::new(),
            scx_sched_state: None,
            scx_walker_unavailable: None,
            vcpu_perf_at_freeze: Vec::new(),
            dump_truncated_at_us: None,
            maps_truncated: 0,
            probe_counters: None,
            guest_setup_failure: None,
            is_placeholder: false,
            capture: None,
            half: None,
        }
    }
}

impl FailureDumpReport {
    /// The report of a capture that failed: it holds no map, and each `*_unavailable` field gives the reason.
    ///
    /// ```
    /// use ktsnap_core::{FailureDumpReport, Snapshot, SnapshotError};
    ///
    /// let report = FailureDumpReport::placeholder("the virtual CPUs did not stop");
    /// let snapshot = Snapshot::new(&report);
    /// assert!(snapshot.is_placeholder());
    /// assert_eq!(snapshot.scx_walker_unavailable(), Some("the virtual CPUs did not stop"));
    /// assert!(matches!(snapshot.map("stats"), Err(SnapshotError::PlaceholderSnapshot { .. })));
    /// ```
    #[must_use]
    pub fn placeholder(reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self {
            sdt_alloc_unavailable: Some(reason.clone()),
            prog_runtime_stats_unavailable: Some(reason.clone()),
            per_node_numa_unavailable: Some(reason.clone()),
            task_enrichments_unavailable: Some(reason.clone()),
            scx_walker_unavailable: Some(reason),
            is_placeholder: true,
            ..Self::default()
        }
    }
}

/// `skip_serializing_if` for a number whose absence means zero.
fn is_zero<N: Default + PartialEq>(n: &N) -> bool {
    *n == N::default()
}
