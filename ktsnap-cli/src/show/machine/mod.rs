//! `ktsnap show --tasks`, `--dsqs` and so on: the parts of a report other than its maps.
//!
//! A part that was not captured is never an empty table. Its reason is printed, and the command fails if none of the requested
//! parts was captured.

mod cells;
mod cpus;
mod rows;
mod tables;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use ktsnap_core::Snapshot;
use ktsnap_core::report::{DsqKind, DsqState, FailureDumpReport, ProgRuntimeStats, TaskEnrichment};
use ktsnap_core::view::MachineError;
use serde::{Serialize, Serializer};

use self::rows::Rows;
pub(super) use self::tables::exit_kind;
use super::missing::{by_reason, first_line};
use crate::args::Tables;
use crate::failure::Failure;
use crate::screen::Screen;
use crate::screen::text::cut;

/// A part of a report, for example the tasks.
struct Part<'r> {
    /// The name in text.
    name: &'static str,
    /// The key in JSON.
    key: &'static str,
    /// What was captured, in the order in which it is shown.
    rows: Option<Rows<'r>>,
    /// Why the part is missing or incomplete.
    reason: Option<String>,
}

impl<'r> Part<'r> {
    fn new(name: &'static str, key: &'static str, read: Result<Rows<'r>, MachineError>) -> Self {
        match read {
            Ok(rows) => Self { name, key, rows: Some(rows), reason: None },
            Err(error) => Self { name, key, rows: None, reason: Some(reason(error)) },
        }
    }

    /// A part that may lack some rows.
    fn partial(name: &'static str, key: &'static str, rows: Rows<'r>, complete: Result<(), MachineError>) -> Self {
        let rows = Some(rows).filter(|rows| !rows.is_empty());
        Self { name, key, rows, reason: complete.err().map(reason) }
    }
}

/// The reason that a report gives, without the remedy for a test.
fn reason(error: MachineError) -> String {
    let reason = match error {
        MachineError::NotCaptured { reason, .. } | MachineError::Incomplete { reason, .. } => reason,
        _ => None,
    };
    reason.unwrap_or_else(|| "the report gives no reason".to_owned())
}

/// Shows the parts that the arguments select.
pub(super) fn write(
    file: &Path,
    (report, snapshot): (&FailureDumpReport, Option<&str>),
    tables: &Tables,
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let parts = parts(report, tables);
    if parts.iter().all(|part| part.rows.is_none()) {
        return Err(nothing(file, &parts));
    }
    if screen.json {
        return screen.write_json(out, &Document { file, snapshot, parts: &parts });
    }
    let mut is_first = true;
    for (part, rows) in parts.iter().filter_map(|part| Some((part, part.rows.as_ref()?))) {
        if !is_first {
            writeln!(out)?;
        }
        is_first = false;
        screen.line(&format!("{}: {}", part.name, rows.title()), out)?;
        write!(out, "{}", rows.table(screen))?;
    }
    if parts.iter().any(|part| part.reason.is_some()) {
        writeln!(out)?;
    }
    for (what, is_missing) in [("not captured", true), ("incomplete", false)] {
        let of = parts.iter().filter(|part| part.rows.is_none() == is_missing);
        let of: Vec<_> = of.filter_map(|part| Some((part.name, part.reason.as_deref()?))).collect();
        for (names, why) in by_reason(&of) {
            screen.line(&format!("{what}: {}: {}", names.join(", "), cut(&first_line(why), 200)), out)?;
        }
    }
    Ok(())
}

/// The error for a report that has none of the requested parts.
fn nothing(file: &Path, parts: &[Part<'_>]) -> Failure {
    let missing: Vec<_> = parts.iter().filter_map(|part| Some((part.name, part.reason.as_deref()?))).collect();
    let grouped = by_reason(&missing);
    let short = |why: &str| cut(&first_line(why), 200).into_owned();
    if let [(names, why)] = grouped.as_slice() {
        return Failure::of(file, format_args!("has no {}", names.join(" or ")), short(why));
    }
    let listed: Vec<_> = grouped.iter().map(|(names, why)| format!("{} ({})", names.join(", "), short(why))).collect();
    Failure::of(file, "has nothing of this", listed.join(", "))
}

/// The parts that the arguments select.
fn parts<'r>(report: &'r FailureDumpReport, tables: &Tables) -> Vec<Part<'r>> {
    let machine = Snapshot::new(report).machine();
    let mut parts = Vec::new();
    if tables.sched {
        parts.push(Part::new("scheduler", "scheduler", machine.scheduler().map(Rows::Scheduler)));
        parts.push(Part::new("events", "events", machine.events().map(Rows::Events)));
    }
    if tables.dsqs {
        let mut queues: Vec<_> = report.dsq_states.iter().collect();
        queues.sort_by_key(|queue| Reverse(queue.nr));
        let complete = machine.dsqs().map(drop);
        parts.push(Part::partial("dispatch queues", "dispatch_queues", Rows::Queues(queues), complete));
    }
    if tables.tasks {
        let sorted = |tasks: &'r [TaskEnrichment]| {
            let mut tasks: Vec<_> = tasks.iter().collect();
            tasks.sort_by_key(|task| (Reverse(rows::cpu_ns(task)), task.pid));
            Rows::Tasks(tasks)
        };
        parts.push(Part::new("tasks", "tasks", machine.tasks().map(sorted)));
    }
    if tables.cpus {
        parts.push(Part::new("run queues", "run_queues", machine.run_queues().map(Rows::RunQueues)));
        parts.push(Part::new("CPU time", "cpu_times", machine.cpu_times().map(Rows::CpuTimes)));
        parts.push(Part::new("interrupts", "interrupts", machine.cpu_times().map(Rows::Interrupts)));
        parts.push(Part::new("registers", "registers", machine.all_registers().map(Rows::Registers)));
        let counters = machine.all_hardware_counters().map(Rows::Counters);
        parts.push(Part::new("hardware counters", "hardware_counters", counters));
        parts.push(Part::new("NUMA nodes", "numa_nodes", machine.numa_nodes().map(Rows::Nodes)));
        let pressure = machine.cgroup_pressure().map(Rows::Pressure);
        parts.push(Part::new("cgroups", "cgroup_pressure", pressure));
    }
    if tables.programs {
        let sorted = |programs: &'r [ProgRuntimeStats]| {
            let mut programs: Vec<_> = programs.iter().collect();
            programs.sort_by_key(|program| Reverse(program.nsecs));
            Rows::Programs(programs)
        };
        parts.push(Part::new("programs", "programs", machine.programs().map(sorted)));
    }
    if tables.allocations {
        parts.push(Part::new("allocators", "allocators", machine.allocators().map(Rows::Allocators)));
        let ranges = Rows::Ranges(&report.scx_static_ranges.ranges);
        let complete = machine.static_ranges().map(drop);
        parts.push(Part::partial("static ranges", "static_ranges", ranges, complete));
    }
    parts
}

/// The parts as JSON. A part that was not captured is `null`, not an empty list.
struct Document<'p, 'r> {
    file: &'p Path,
    snapshot: Option<&'p str>,
    parts: &'p [Part<'r>],
}

impl Serialize for Document<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeMap;
        let reasons = |is_missing: bool| -> BTreeMap<_, _> {
            let of = self.parts.iter().filter(|part| part.rows.is_none() == is_missing);
            of.filter_map(|part| Some((part.key, part.reason.as_deref()?))).collect()
        };
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("file", &self.file.to_string_lossy())?;
        map.serialize_entry("snapshot", &self.snapshot)?;
        for part in self.parts {
            map.serialize_entry(part.key, &part.rows)?;
        }
        map.serialize_entry("not_captured", &reasons(true))?;
        map.serialize_entry("incomplete", &reasons(false))?;
        map.end()
    }
}

/// `2 bypass, 1 global`
fn kinds<'q>(queues: impl Iterator<Item = &'q DsqState>) -> String {
    let mut counts: BTreeMap<Option<DsqKind>, usize> = BTreeMap::new();
    for queue in queues {
        *counts.entry(queue.kind()).or_default() += 1;
    }
    let name = |kind: Option<DsqKind>| kind.map_or_else(|| "other".to_owned(), |kind| kind.to_string());
    counts.into_iter().map(|(kind, count)| format!("{count} {}", name(kind))).collect::<Vec<_>>().join(", ")
}
