//! The rows of each part: their title, table and JSON.

use ktsnap_core::report::{
    CgroupPsiStat, DsqId, DsqState, EventCounterSample, PerCpuTimeStats, PerNodeNumaStats, ProgRuntimeStats,
    RqScxState, ScxSchedState, ScxStaticRange, SdtAllocatorSnapshot, TaskEnrichment, VcpuPerfSample, VcpuRegSnapshot,
};
use serde::{Serialize, Serializer};
use serde_json::json;

use super::cells::hex;
use super::{cpus, kinds, tables};
use crate::screen::text::count;
use crate::screen::{Screen, Table};

/// What was captured of a part.
pub(super) enum Rows<'r> {
    Scheduler(&'r ScxSchedState),
    Events(&'r [EventCounterSample]),
    Queues(Vec<&'r DsqState>),
    Tasks(Vec<&'r TaskEnrichment>),
    RunQueues(&'r [RqScxState]),
    CpuTimes(&'r [PerCpuTimeStats]),
    Interrupts(&'r [PerCpuTimeStats]),
    Registers(&'r [Option<VcpuRegSnapshot>]),
    Counters(&'r [Option<VcpuPerfSample>]),
    Nodes(&'r [PerNodeNumaStats]),
    Pressure(&'r [CgroupPsiStat]),
    Programs(Vec<&'r ProgRuntimeStats>),
    Allocators(&'r [SdtAllocatorSnapshot]),
    Ranges(&'r [ScxStaticRange]),
}

/// The time that a task ran, in nanoseconds.
pub(super) fn cpu_ns(task: &TaskEnrichment) -> u128 {
    u128::from(task.utime) + u128::from(task.stime)
}

impl Rows<'_> {
    pub(super) fn is_empty(&self) -> bool {
        match self {
            Self::Scheduler(_) => false,
            Self::Events(rows) => rows.is_empty(),
            Self::Queues(rows) => rows.is_empty(),
            Self::Tasks(rows) => rows.is_empty(),
            Self::RunQueues(rows) => rows.is_empty(),
            Self::CpuTimes(rows) | Self::Interrupts(rows) => rows.is_empty(),
            Self::Registers(rows) => rows.is_empty(),
            Self::Counters(rows) => rows.is_empty(),
            Self::Nodes(rows) => rows.is_empty(),
            Self::Pressure(rows) => rows.is_empty(),
            Self::Programs(rows) => rows.is_empty(),
            Self::Allocators(rows) => rows.is_empty(),
            Self::Ranges(rows) => rows.is_empty(),
        }
    }

    /// How many rows there are, and their order or unit.
    pub(super) fn title(&self) -> String {
        match self {
            Self::Scheduler(state) if state.source.as_deref() == Some("bss_snapshot") => {
                "had exited before the freeze".to_owned()
            }
            Self::Scheduler(_) => "at the freeze".to_owned(),
            Self::Events(samples) => tables::events_title(samples),
            Self::Queues(queues) => format!("{}, the longest first", kinds(queues.iter().copied())),
            Self::Tasks(tasks) => format!("{}, by CPU time", tasks.len()),
            Self::RunQueues(rows) => count(rows.len(), "CPU", "CPUs"),
            Self::CpuTimes(_) => "seconds since the machine booted".to_owned(),
            Self::Interrupts(_) => "counts since the machine booted".to_owned(),
            Self::Registers(rows) => count(rows.len(), "virtual CPU", "virtual CPUs"),
            Self::Counters(rows) => count(rows.len(), "virtual CPU", "virtual CPUs"),
            Self::Nodes(_) => "pages since the machine booted".to_owned(),
            Self::Pressure(_) => "stalled by interrupts".to_owned(),
            Self::Programs(rows) => format!("{}, by run time", rows.len()),
            Self::Allocators(rows) => rows.len().to_string(),
            Self::Ranges(rows) => rows.len().to_string(),
        }
    }

    pub(super) fn table(&self, screen: &Screen) -> Table {
        match self {
            Self::Scheduler(state) => tables::scheduler(state, screen),
            Self::Events(samples) => tables::events(samples, screen),
            Self::Queues(queues) => tables::queues(queues, screen),
            Self::Tasks(tasks) => tables::tasks(tasks, screen),
            Self::RunQueues(queues) => cpus::run_queues(queues, screen),
            Self::CpuTimes(times) => cpus::times(times, screen),
            Self::Interrupts(times) => cpus::interrupts(times, screen),
            Self::Registers(cpus) => cpus::registers(cpus, screen),
            Self::Counters(cpus) => cpus::counters(cpus, screen),
            Self::Nodes(nodes) => cpus::nodes(nodes, screen),
            Self::Pressure(cgroups) => cpus::pressure(cgroups, screen),
            Self::Programs(programs) => tables::programs(programs, screen),
            Self::Allocators(allocators) => tables::allocators(allocators, screen),
            Self::Ranges(ranges) => tables::ranges(ranges, screen),
        }
    }
}

/// The rows in the report's own form, except that addresses and ids are hexadecimal text: a reader of JSON that has no integers of
/// 64 bits would round them.
impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Scheduler(state) => json!({
                "exit_kind": state.exit_kind,
                "exit_name": state.exit_name(),
                "aborting": state.aborting,
                "bypass_depth": state.bypass_depth,
                "watchdog_timeout_jiffies": state.watchdog_timeout,
                "source": state.source,
                "sched_kva": state.sched_kva.map(hex),
            })
            .serialize(serializer),
            Self::Events(samples) => samples.serialize(serializer),
            Self::Queues(queues) => serializer.collect_seq(queues.iter().map(|queue| {
                json!({
                    "id": hex(queue.id),
                    "name": DsqId(queue.id).name(),
                    "origin": queue.origin,
                    "nr": queue.nr,
                    "seq": queue.seq,
                    "task_kvas": addresses(&queue.task_kvas),
                    "truncated": queue.truncated,
                })
            })),
            Self::Tasks(tasks) => tasks.serialize(serializer),
            Self::RunQueues(queues) => serializer.collect_seq(queues.iter().map(|queue| {
                json!({
                    "cpu": queue.cpu,
                    "nr_running": queue.nr_running,
                    "curr_pid": queue.curr_pid,
                    "curr_comm": queue.curr_comm,
                    "flags": hex(queue.flags.into()),
                    "cpu_released": queue.cpu_released,
                    "ops_qseq": queue.ops_qseq,
                    "kick_sync": queue.kick_sync,
                    "nr_immed": queue.nr_immed,
                    "rq_clock_ns": queue.rq_clock,
                    "runnable_task_kvas": addresses(&queue.runnable_task_kvas),
                    "runnable_truncated": queue.runnable_truncated,
                })
            })),
            Self::CpuTimes(times) => serializer.collect_seq(times.iter().map(cpus::time_json)),
            Self::Interrupts(times) => serializer.collect_seq(times.iter().map(cpus::interrupts_json)),
            Self::Registers(cpus) => serializer.collect_seq(cpus.iter().map(|cpu| {
                let registers = cpu.as_ref()?;
                Some(json!({
                    "instruction_pointer": hex(registers.instruction_pointer),
                    "stack_pointer": hex(registers.stack_pointer),
                    "page_table_root": hex(registers.page_table_root),
                    "user_page_table_root": registers.user_page_table_root.map(hex),
                    "tcr_el1": registers.tcr_el1.map(hex),
                }))
            })),
            Self::Counters(cpus) => cpus.serialize(serializer),
            Self::Nodes(nodes) => nodes.serialize(serializer),
            Self::Pressure(cgroups) => serializer.collect_seq(cgroups.iter().map(|cgroup| {
                json!({
                    "serial_nr": cgroup.serial_nr,
                    "cgroup_kva": hex(cgroup.cgroup_kva),
                    "total_ns": cgroup.total_ns,
                    "avg10_raw": cgroup.avg10_raw,
                })
            })),
            Self::Programs(programs) => serializer.collect_seq(programs.iter().map(|program| {
                json!({
                    "name": program.name,
                    "cnt": program.cnt,
                    "nsecs": program.nsecs,
                    "mean_ns": program.mean_ns().ok(),
                    "misses": program.misses,
                })
            })),
            Self::Allocators(allocators) => serializer.collect_seq(allocators.iter().map(|allocator| {
                let slot = |slot: &ktsnap_core::report::SdtAllocEntry| {
                    json!({"idx": slot.idx, "genn": slot.genn, "user_addr": hex(slot.user_addr)})
                };
                json!({
                    "allocator_name": allocator.allocator_name,
                    "elem_size": allocator.elem_size,
                    "slots": allocator.entries.iter().map(slot).collect::<Vec<_>>(),
                    "truncated": allocator.truncated,
                    "skipped_subtrees": allocator.skipped_subtrees,
                    "payload_type_reason": allocator.payload_type_reason,
                })
            })),
            Self::Ranges(ranges) => serializer.collect_seq(ranges.iter().map(|range| {
                json!({
                    "instance_name": range.instance_name,
                    "start_low32": hex(range.start_low32.into()),
                    "size": range.size,
                    "capacity": range.capacity,
                })
            })),
        }
    }
}

fn addresses(kvas: &[u64]) -> Vec<String> {
    kvas.iter().copied().map(hex).collect()
}
