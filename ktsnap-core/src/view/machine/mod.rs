//! What a report says about the machine, apart from its maps: a value, or an error that says why there is none.

mod error;
mod queues;

pub use error::MachineError;

use super::snapshot::Snapshot;
use crate::report::{
    CgroupPsiStat, EventCounterSample, FailureDumpReport, PerCpuTimeStats, PerNodeNumaStats, ProgRuntimeStats,
    RqScxState, ScxSchedState, ScxStaticRange, SdtAllocatorSnapshot, TaskEnrichment, VcpuPerfSample, VcpuRegSnapshot,
};

/// The state of the machine at the freeze: queues, tasks, programs, CPUs and allocators.
///
/// If something was not captured, the accessors of [`Snapshot`] that the harness has too return an empty list or `None`, so a
/// check of all elements passes without looking at any. Here, each method returns an error in this case, with the reason that
/// the report gives.
///
/// ```
/// use ktsnap_core::{FailureDumpReport, Snapshot};
///
/// let report = FailureDumpReport::from_json(
///     r#"{"schema": "single", "maps": [],
///         "prog_runtime_stats": [{"name": "dispatch_enqueue", "cnt": 4, "nsecs": 900, "misses": 0}],
///         "task_enrichments_unavailable": "no task walker available"}"#,
/// )?;
/// let machine = Snapshot::new(&report).machine();
/// assert!(machine.program("dispatch_enqueue")?.mean_ns()? < 1_000.0);
/// assert!(machine.tasks().is_err(), "no task was captured, which does not mean that there was none");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct MachineState<'a> {
    report: &'a FailureDumpReport,
}

impl<'a> Snapshot<'a> {
    /// The state of the machine. It is the same for a view that is narrowed to the running scheduler.
    ///
    /// ```
    /// use ktsnap_core::view::MachineError;
    /// use ktsnap_core::{FailureDumpReport, Snapshot};
    ///
    /// let report = FailureDumpReport::from_json(
    ///     r#"{"schema": "single", "maps": [], "scx_sched_state": {"aborting": false, "bypass_depth": 0, "exit_kind": 0}}"#,
    /// )?;
    /// let machine = Snapshot::new(&report).machine();
    /// assert_eq!(machine.scheduler()?.bypass_depth, 0);
    /// assert!(matches!(machine.run_queues(), Err(MachineError::NotCaptured { .. })));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn machine(&self) -> MachineState<'a> {
        MachineState { report: self.report }
    }
}

/// The methods return an error if the report holds nothing of the kind, if it holds nothing with that name or number, or if
/// several have it.
///
/// ```
/// use ktsnap_core::view::MachineError;
/// use ktsnap_core::{FailureDumpReport, Snapshot};
///
/// let report = FailureDumpReport::from_json(
///     r#"{"schema": "single", "maps": [], "per_node_numa": [{"node": 0, "numa_hit": 9, "numa_miss": 1, "numa_foreign": 0,
///         "numa_interleave_hit": 0, "numa_local": 9, "numa_other": 1}]}"#,
/// )?;
/// let machine = Snapshot::new(&report).machine();
/// assert_eq!(machine.numa_node(0)?.numa_miss, 1);
/// assert_eq!(machine.numa_node(1).unwrap_err().to_string(), "the report has no NUMA node 1; it has 0");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<'a> MachineState<'a> {
    /// The attached scheduler, as the kernel sees it.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`].
    pub fn scheduler(&self) -> Result<&'a ScxSchedState, MachineError> {
        let state = self.report.scx_sched_state.as_ref();
        state.ok_or_else(|| self.missing("state of an attached scheduler", self.walker()))
    }

    /// The kernel's sched_ext event counters over time, the earliest sample first.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`].
    pub fn events(&self) -> Result<&'a [EventCounterSample], MachineError> {
        self.all("event counters", &self.report.event_counter_timeline, None)
    }

    /// Each CPU's sched_ext run queue.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`].
    pub fn run_queues(&self) -> Result<&'a [RqScxState], MachineError> {
        self.all("run queues", &self.report.rq_scx_states, self.walker())
    }

    /// The sched_ext run queue of a CPU.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`], [`MachineError::NotFound`] or [`MachineError::Several`].
    pub fn run_queue(&self, cpu: u32) -> Result<&'a RqScxState, MachineError> {
        let wanted = || format!("run queue of CPU {cpu}");
        one(self.run_queues()?, |queue| &queue.cpu, &cpu, wanted, "run_queues")
    }

    /// The tasks that the capture found on run queues, in dispatch queues and in the list of sched_ext's tasks.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`].
    pub fn tasks(&self) -> Result<&'a [TaskEnrichment], MachineError> {
        let reason = self.report.task_enrichments_unavailable.as_deref();
        self.all("tasks", &self.report.task_enrichments, reason)
    }

    /// The task of that pid. A thread is a task of its own.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`], [`MachineError::NotFound`] or [`MachineError::Several`].
    pub fn task(&self, pid: i32) -> Result<&'a TaskEnrichment, MachineError> {
        one(self.tasks()?, |task| &task.pid, &pid, || format!("task {pid}"), "tasks")
    }

    /// The run statistics of the struct_ops programs.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`].
    pub fn programs(&self) -> Result<&'a [ProgRuntimeStats], MachineError> {
        let reason = self.report.prog_runtime_stats_unavailable.as_deref();
        self.all("run statistics of programs", &self.report.prog_runtime_stats, reason)
    }

    /// The run statistics of the program of that name. The kernel cuts names at 15 characters if BTF does not have the full name.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`] or [`MachineError::NotFound`]. [`MachineError::Several`] if two copies of a scheduler are
    /// loaded: the report does not say which of them is attached.
    pub fn program(&self, name: &str) -> Result<&'a ProgRuntimeStats, MachineError> {
        one(self.programs()?, |program| program.name.as_str(), name, || format!("program `{name}`"), "programs")
    }

    /// The time that each CPU has spent in each mode since the machine booted.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`].
    pub fn cpu_times(&self) -> Result<&'a [PerCpuTimeStats], MachineError> {
        self.all("times of CPUs", &self.report.per_cpu_time, None)
    }

    /// The time that a CPU has spent in each mode since the machine booted.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`], [`MachineError::NotFound`] or [`MachineError::Several`].
    pub fn cpu_time(&self, cpu: u32) -> Result<&'a PerCpuTimeStats, MachineError> {
        one(self.cpu_times()?, |time| &time.cpu, &cpu, || format!("time of CPU {cpu}"), "cpu_times")
    }

    /// The allocation events of each NUMA node.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`].
    pub fn numa_nodes(&self) -> Result<&'a [PerNodeNumaStats], MachineError> {
        let reason = self.report.per_node_numa_unavailable.as_deref();
        self.all("events of NUMA nodes", &self.report.per_node_numa, reason)
    }

    /// The allocation events of a NUMA node.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`], [`MachineError::NotFound`] or [`MachineError::Several`].
    pub fn numa_node(&self, node: u32) -> Result<&'a PerNodeNumaStats, MachineError> {
        one(self.numa_nodes()?, |stats| &stats.node, &node, || format!("NUMA node {node}"), "numa_nodes")
    }

    /// The pressure from interrupts of each cgroup of the workload. Only version 0.50 of the harness records it.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`].
    pub fn cgroup_pressure(&self) -> Result<&'a [CgroupPsiStat], MachineError> {
        self.all("pressure of cgroups", &self.report.cgroup_psi, None)
    }

    /// The registers of each virtual CPU; `None` for a CPU whose registers could not be read.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`].
    pub fn all_registers(&self) -> Result<&'a [Option<VcpuRegSnapshot>], MachineError> {
        self.all("registers of virtual CPUs", &self.report.vcpu_regs, None)
    }

    /// The registers of a virtual CPU.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`], also for a CPU whose registers could not be read; [`MachineError::NotFound`].
    pub fn registers(&self, cpu: usize) -> Result<&'a VcpuRegSnapshot, MachineError> {
        of_vcpu("registers", self.all_registers()?, cpu)
    }

    /// The hardware counters of each virtual CPU; `None` for a CPU whose counters could not be read.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`].
    pub fn all_hardware_counters(&self) -> Result<&'a [Option<VcpuPerfSample>], MachineError> {
        self.all("hardware counters of virtual CPUs", &self.report.vcpu_perf_at_freeze, None)
    }

    /// The hardware counters of a virtual CPU.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`], also for a CPU whose counters could not be read; [`MachineError::NotFound`].
    pub fn hardware_counters(&self, cpu: usize) -> Result<&'a VcpuPerfSample, MachineError> {
        of_vcpu("hardware counters", self.all_hardware_counters()?, cpu)
    }

    /// The allocator in that variable, with its live slots.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`], [`MachineError::NotFound`] or [`MachineError::Several`].
    pub fn allocator(&self, name: &str) -> Result<&'a SdtAllocatorSnapshot, MachineError> {
        let allocators = self.allocators()?;
        let wanted = || format!("allocator `{name}`");
        one(allocators, |allocator| allocator.allocator_name.as_str(), name, wanted, "allocators")
    }

    /// The schedulers' allocators in BPF arenas.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`].
    pub fn allocators(&self) -> Result<&'a [SdtAllocatorSnapshot], MachineError> {
        self.all("allocators", &self.report.sdt_allocations, self.report.sdt_alloc_unavailable.as_deref())
    }

    /// The number of live slots of the allocator in that variable.
    ///
    /// # Errors
    ///
    /// The errors of [`allocator`](Self::allocator); [`MachineError::Incomplete`] if the capture did not read all slots.
    ///
    /// ```
    /// use ktsnap_core::{FailureDumpReport, Snapshot};
    ///
    /// let report = FailureDumpReport::from_json(
    ///     r#"{"schema": "single", "maps": [], "sdt_allocations": [
    ///         {"allocator_name": "task_alloc", "skipped_subtrees": 1, "elem_size": 64, "target_type_id": 0}]}"#,
    /// )?;
    /// let error = Snapshot::new(&report).machine().live_slots("task_alloc").unwrap_err();
    /// assert!(error.to_string().starts_with("the report has only some of the slots of `task_alloc`: 0 slots "));
    /// # Ok::<(), ktsnap_core::ReportError>(())
    /// ```
    pub fn live_slots(&self, name: &str) -> Result<usize, MachineError> {
        let allocator = self.allocator(name)?;
        let read = allocator.entries.len();
        let reason = match (allocator.truncated, allocator.skipped_subtrees) {
            (false, 0) => return Ok(read),
            (true, _) => "the capture reads a limited number of slots".to_owned(),
            (false, skipped) => format!("{skipped} parts of the allocator's tree could not be read"),
        };
        Err(MachineError::Incomplete {
            what: format!("slots of `{name}`"),
            captured: format!("{read} slots"),
            reason: Some(reason),
            help: "use `allocator` if a lower bound is enough".to_owned(),
        })
    }

    /// The ranges of the schedulers' static allocators.
    ///
    /// # Errors
    ///
    /// [`MachineError::NotCaptured`]; [`MachineError::Incomplete`] if an allocator could not be read.
    pub fn static_ranges(&self) -> Result<&'a [ScxStaticRange], MachineError> {
        let snapshot = &self.report.scx_static_ranges;
        if snapshot.skipped > 0 {
            return Err(MachineError::Incomplete {
                what: "ranges of static allocators".to_owned(),
                captured: format!("{} ranges", snapshot.ranges.len()),
                reason: Some(format!("{} allocators could not be read", snapshot.skipped)),
                help: "read the captured ranges in `report().scx_static_ranges`".to_owned(),
            });
        }
        self.all("ranges of static allocators", &snapshot.ranges, None)
    }

    fn walker(&self) -> Option<&'a str> {
        self.report.scx_walker_unavailable.as_deref()
    }

    /// A list that is not empty.
    fn all<T>(&self, what: &str, rows: &'a [T], reason: Option<&str>) -> Result<&'a [T], MachineError> {
        if rows.is_empty() { Err(self.missing(what, reason)) } else { Ok(rows) }
    }

    /// The error for a list without elements, with what else the report says about it.
    fn missing(&self, what: &str, reason: Option<&str>) -> MachineError {
        let reason = match (reason, self.report.dump_truncated_at_us) {
            (Some(reason), _) => Some(reason.to_owned()),
            (None, Some(us)) => Some(format!("the capture ran out of time after {us} µs")),
            (None, None) if self.report.is_placeholder => Some("it is a placeholder: nothing was captured".to_owned()),
            (None, None) => None,
        };
        MachineError::NotCaptured { what: what.to_owned(), reason }
    }
}

/// The entry of a virtual CPU.
fn of_vcpu<'a, T>(what: &str, cpus: &'a [Option<T>], cpu: usize) -> Result<&'a T, MachineError> {
    match cpus.get(cpu) {
        Some(Some(read)) => Ok(read),
        Some(None) => {
            let reason = "they could not be read at the freeze".to_owned();
            Err(MachineError::NotCaptured { what: format!("{what} of CPU {cpu}"), reason: Some(reason) })
        }
        None => Err(MachineError::NotFound {
            wanted: format!("{what} of CPU {cpu}"),
            among: (0..cpus.len()).map(|cpu| cpu.to_string()).collect(),
            reason: None,
        }),
    }
}

/// The only row with a key.
fn one<'a, T, K: ToString + PartialEq + ?Sized + 'a>(
    rows: &'a [T],
    key: impl Fn(&'a T) -> &'a K,
    wanted: &K,
    what: impl FnOnce() -> String,
    list: &'static str,
) -> Result<&'a T, MachineError> {
    let found = only(rows.iter().filter(|row| key(row) == wanted));
    found.map_err(|count| match count {
        0 => {
            let among = rows.iter().map(|row| key(row).to_string()).collect();
            MachineError::NotFound { wanted: what(), among, reason: None }
        }
        count => MachineError::Several { wanted: what(), count, list },
    })
}

/// The only element, or how many there are.
fn only<T>(mut rows: impl Iterator<Item = T>) -> Result<T, usize> {
    match (rows.next(), rows.count()) {
        (Some(row), 0) => Ok(row),
        (Some(_), more) => Err(more + 1),
        (None, _) => Err(0),
    }
}
