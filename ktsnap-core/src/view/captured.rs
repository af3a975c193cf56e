//! The parts of a report other than its maps. An empty list or `None` means that nothing was captured. If the capture recorded
//! the reason, the group's `*_unavailable` method returns it. [`Snapshot::machine`] returns an error instead.

use super::snapshot::Snapshot;
use crate::report::{
    CgroupPsiStat, DsqState, EventCounterSample, FailureDumpReport, PerCpuTimeStats, PerNodeNumaStats,
    ProbeBssCounters, ProgRuntimeStats, RqScxState, ScxSchedState, TaskEnrichment,
};

/// The parts of the report other than its maps.
///
/// ```
/// use ktsnap_core::{FailureDumpReport, Snapshot};
///
/// let report = FailureDumpReport::from_json(
///     r#"{"schema": "single", "maps": [],
///         "prog_runtime_stats": [{"name": "dispatch_enqueue", "cnt": 4, "nsecs": 900, "misses": 0}],
///         "task_enrichments_unavailable": "no task walker available"}"#,
/// )?;
/// let snapshot = Snapshot::new(&report);
/// assert_eq!(snapshot.prog_runtime_stats_by_name("dispatch_enqueue").map(|prog| prog.cnt), Some(4));
/// assert!(snapshot.task_enrichments().is_empty());
/// assert_eq!(snapshot.task_enrichments_unavailable(), Some("no task walker available"));
/// # Ok::<(), ktsnap_core::ReportError>(())
/// ```
impl<'a> Snapshot<'a> {
    /// The report itself.
    #[must_use]
    pub fn report(&self) -> &'a FailureDumpReport {
        self.report
    }

    /// The kernel's sched_ext event counters over time.
    #[must_use]
    pub fn event_counter_timeline(&self) -> &'a [EventCounterSample] {
        &self.report.event_counter_timeline
    }

    /// Each CPU's sched_ext run queue.
    #[must_use]
    pub fn rq_scx_states(&self) -> &'a [RqScxState] {
        &self.report.rq_scx_states
    }

    /// The dispatch queues.
    #[must_use]
    pub fn dsq_states(&self) -> &'a [DsqState] {
        &self.report.dsq_states
    }

    /// The attached scheduler, as the kernel sees it.
    #[must_use]
    pub fn scx_sched_state(&self) -> Option<&'a ScxSchedState> {
        self.report.scx_sched_state.as_ref()
    }

    /// The time that each CPU spent in each mode.
    #[must_use]
    pub fn per_cpu_time(&self) -> &'a [PerCpuTimeStats] {
        &self.report.per_cpu_time
    }

    /// The time that one CPU spent in each mode.
    #[must_use]
    pub fn per_cpu_time_at(&self, cpu: u32) -> Option<&'a PerCpuTimeStats> {
        self.report.per_cpu_time.iter().find(|row| row.cpu == cpu)
    }

    /// Each cgroup's pressure from interrupts.
    #[must_use]
    pub fn cgroup_psi(&self) -> &'a [CgroupPsiStat] {
        &self.report.cgroup_psi
    }

    /// Each NUMA node's allocation events.
    #[must_use]
    pub fn per_node_numa(&self) -> &'a [PerNodeNumaStats] {
        &self.report.per_node_numa
    }

    /// The allocation events of that NUMA node.
    #[must_use]
    pub fn per_node_numa_at(&self, node: u32) -> Option<&'a PerNodeNumaStats> {
        self.report.per_node_numa.iter().find(|row| row.node == node)
    }

    /// The tasks.
    #[must_use]
    pub fn task_enrichments(&self) -> &'a [TaskEnrichment] {
        &self.report.task_enrichments
    }

    /// The first task of that pid.
    #[must_use]
    pub fn task_enrichment_by_pid(&self, pid: i32) -> Option<&'a TaskEnrichment> {
        self.report.task_enrichments.iter().find(|task| task.pid == pid)
    }

    /// Run statistics, one entry per struct_ops program.
    #[must_use]
    pub fn prog_runtime_stats(&self) -> &'a [ProgRuntimeStats] {
        &self.report.prog_runtime_stats
    }

    /// The run statistics of the first program of that name.
    #[must_use]
    pub fn prog_runtime_stats_by_name(&self, name: &str) -> Option<&'a ProgRuntimeStats> {
        self.report.prog_runtime_stats.iter().find(|prog| prog.name == name)
    }

    /// The counters of the harness's own probe.
    #[must_use]
    pub fn probe_counters(&self) -> Option<&'a ProbeBssCounters> {
        self.report.probe_counters.as_ref()
    }

    /// Why run queues, dispatch queues or the attached scheduler are missing.
    #[must_use]
    pub fn scx_walker_unavailable(&self) -> Option<&'a str> {
        self.report.scx_walker_unavailable.as_deref()
    }

    /// Why the tasks are missing.
    #[must_use]
    pub fn task_enrichments_unavailable(&self) -> Option<&'a str> {
        self.report.task_enrichments_unavailable.as_deref()
    }

    /// Why the programs' run statistics are missing.
    #[must_use]
    pub fn prog_runtime_stats_unavailable(&self) -> Option<&'a str> {
        self.report.prog_runtime_stats_unavailable.as_deref()
    }

    /// Why the NUMA nodes' events are missing.
    #[must_use]
    pub fn per_node_numa_unavailable(&self) -> Option<&'a str> {
        self.report.per_node_numa_unavailable.as_deref()
    }

    /// Why the schedulers' allocators are missing.
    #[must_use]
    pub fn sdt_alloc_unavailable(&self) -> Option<&'a str> {
        self.report.sdt_alloc_unavailable.as_deref()
    }
}

#[cfg(test)]
mod tests {
    use crate::report::{
        FailureDumpReport, PerCpuTimeStats, PerNodeNumaStats, ProbeBssCounters, ProgRuntimeStats, TaskEnrichment,
    };
    use crate::view::Snapshot;

    #[test]
    fn a_row_is_found_by_its_number_or_name_and_not_by_its_place() {
        let cpu = |cpu| PerCpuTimeStats { cpu, cpustat_user_ns: u64::from(cpu) * 10, ..PerCpuTimeStats::default() };
        let node = |node| PerNodeNumaStats { node, ..PerNodeNumaStats::default() };
        let task = |pid| TaskEnrichment { pid, ..TaskEnrichment::default() };
        let prog = |name: &str| ProgRuntimeStats { name: name.to_owned(), ..ProgRuntimeStats::default() };
        let report = FailureDumpReport {
            per_cpu_time: vec![cpu(3), cpu(1)],
            per_node_numa: vec![node(1), node(0)],
            task_enrichments: vec![task(20), task(10)],
            prog_runtime_stats: vec![prog("enqueue"), prog("dispatch")],
            probe_counters: Some(ProbeBssCounters { probe_count: 7, ..ProbeBssCounters::default() }),
            ..FailureDumpReport::default()
        };
        let view = Snapshot::new(&report);
        assert_eq!((view.per_cpu_time_at(1), view.per_cpu_time_at(0)), (Some(&cpu(1)), None));
        assert_eq!((view.per_node_numa_at(1), view.per_node_numa_at(2)), (Some(&node(1)), None));
        assert_eq!((view.task_enrichment_by_pid(10), view.task_enrichment_by_pid(0)), (Some(&task(10)), None));
        assert_eq!(view.prog_runtime_stats_by_name("dispatch"), Some(&prog("dispatch")));
        assert_eq!(view.prog_runtime_stats_by_name("select_cpu"), None);
        assert_eq!(view.probe_counters().map(|counters| counters.probe_count), Some(7));
    }

    #[test]
    fn each_reason_why_a_part_is_missing_is_its_own() {
        let reason = |text: &str| Some(text.to_owned());
        let report = FailureDumpReport {
            scx_walker_unavailable: reason("walker"),
            task_enrichments_unavailable: reason("tasks"),
            prog_runtime_stats_unavailable: reason("programs"),
            per_node_numa_unavailable: reason("nodes"),
            sdt_alloc_unavailable: reason("allocator"),
            ..FailureDumpReport::default()
        };
        let view = Snapshot::new(&report);
        let reasons = [
            view.scx_walker_unavailable(),
            view.task_enrichments_unavailable(),
            view.prog_runtime_stats_unavailable(),
            view.per_node_numa_unavailable(),
            view.sdt_alloc_unavailable(),
        ];
        assert_eq!(reasons, ["walker", "tasks", "programs", "nodes", "allocator"].map(Some));
    }
}
