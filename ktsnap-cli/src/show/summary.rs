//! The report as a whole: the running scheduler, the maps, and what is missing.

use std::collections::{BTreeMap, HashSet};
use std::io::Write;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use anstyle::{AnsiColor, Effects, Style};
use ktsnap_btf::MapKind;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{CaptureStamp, FailureDumpMap};
use serde_json::{Value, json};

use super::missing::{by_reason, first_line};
use crate::failure::Failure;
use crate::report::SnapshotKind;
use crate::report::maps::{CopyState, RunningScheduler, address, contents_text};
use crate::screen::text::{clean, count, cut, few, map_type, name};
use crate::screen::{Cell, Heading, Screen, Table};

const DIM: Style = Style::new().effects(Effects::DIMMED);
const LIVE: Style = AnsiColor::Green.on_default();

/// The report to show.
pub(super) struct Summary<'r> {
    pub(super) file: &'r Path,
    pub(super) report: &'r FailureDumpReport,
    pub(super) snapshot: &'r SnapshotKind,
    pub(super) running: &'r RunningScheduler<'r>,
}

impl Summary<'_> {
    pub(super) fn write(&self, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
        if screen.json {
            return screen.write_json(out, &self.document());
        }
        for line in self.head() {
            screen.line(&line, out)?;
        }
        if !self.report.maps.is_empty() {
            writeln!(out)?;
            write!(out, "{}", self.table(screen))?;
        }
        let unavailable = self.unavailable();
        let other_parts = self.other_parts();
        if !unavailable.is_empty() || !other_parts.is_empty() {
            writeln!(out)?;
        }
        if !other_parts.is_empty() {
            screen.line(&format!("also captured: {}", other_parts.join(", ")), out)?;
        }
        for (what, why) in by_reason(&unavailable) {
            screen.line(&format!("not captured: {}: {}", what.join(", "), cut(&first_line(why), 200)), out)?;
        }
        Ok(())
    }

    /// The lines above the table.
    fn head(&self) -> Vec<String> {
        let report = self.report;
        let maps = report.maps.len();
        let mut lines = Vec::new();
        match self.snapshot {
            SnapshotKind::Only => {}
            SnapshotKind::Early => lines.push("early snapshot of two, taken at the first stall".to_owned()),
            SnapshotKind::Late { has_early: true, .. } => {
                lines.push("late snapshot of two, taken at the failure; --early shows the other one".to_owned());
            }
            SnapshotKind::Late { has_early: false, skipped } => lines.push(match skipped {
                Some(why) => format!("snapshot at the failure; the early snapshot is missing: {}", first_line(why)),
                None => "snapshot at the failure; the early snapshot is missing".to_owned(),
            }),
        }
        if report.is_placeholder {
            lines.push("placeholder: no snapshot was taken, nothing was captured".to_owned());
            if let Some(failure) = &report.guest_setup_failure {
                let facts = [
                    ("last step of the guest", &failure.init_stage),
                    ("last phase of the run", &failure.final_guest_phase),
                    ("attaching the scheduler", &failure.scheduler_attach_outcome),
                ];
                let facts = facts.into_iter().filter_map(|(what, fact)| Some((what, fact.as_deref()?)));
                lines.extend(facts.map(|(what, fact)| format!("{what}: {}", first_line(fact))));
            }
            return lines;
        }
        lines.push(match &self.running.obj {
            Ok(obj) if self.running.is_named() => match self.running.listed() {
                0 => format!("{}; `{obj}` is running", count(maps, "map", "maps")),
                listed => {
                    format!("{}, {listed} of them listed as live; `{obj}` is running", count(maps, "map", "maps"))
                }
            },
            // A capture can contain the maps of an object although no scheduler is attached.
            Ok(obj) => format!("{}; `{obj}` is the only object; {}", count(maps, "map", "maps"), self.unnamed()),
            Err(_) if maps == 0 && report.active_obj_name.is_none() => match &report.prog_runtime_stats_unavailable {
                Some(why) => format!("no maps; no scheduler was attached: {}", first_line(why)),
                None => "no maps; no scheduler was attached".to_owned(),
            },
            Err(why) => {
                format!("{}; the running scheduler is unknown: {}", count(maps, "map", "maps"), first_line(why))
            }
        });
        lines.extend(report.capture.as_ref().map(captured));
        let twice = self.several();
        if !twice.is_empty() {
            lines.push(format!("maps with several copies: {}", few(twice.iter().map(String::as_str), 6)));
        }
        if report.maps_truncated > 0 {
            lines.push(format!("{} more maps were not captured in time", report.maps_truncated));
        }
        lines
    }

    /// What the report says about the running scheduler, if it does not name an object that it contains.
    fn unnamed(&self) -> String {
        match self.report.active_obj_name.as_deref() {
            Some(name) if !name.is_empty() => format!("the report names `{name}` as running but has no section of it"),
            _ => "the report does not say that a scheduler was attached".to_owned(),
        }
    }

    /// Names of maps with several copies; the number of copies if more than two.
    fn several(&self) -> Vec<String> {
        let mut seen = HashSet::new();
        let names = self.report.maps.iter().map(|map| map.name.as_str()).filter(|name| seen.insert(*name));
        let twice = names.map(|name| (name, self.running.copies(name).len())).filter(|(_, copies)| *copies > 1);
        twice.map(|(name, copies)| if copies == 2 { name.to_owned() } else { format!("{name} ({copies})") }).collect()
    }

    fn table(&self, screen: &Screen) -> Table {
        let columns: [Heading; 6] = [
            "map".into(),
            Heading::from("type").leaves(2),
            "address".into(),
            "copy".into(),
            Heading::from(">bytes").leaves(1),
            "contents".into(),
        ];
        let mut table = Table::new(screen, &columns);
        for map in &self.report.maps {
            let state = self.running.state(map);
            let contents = cut(&clean(&contents_text(map)), 160).into_owned();
            let cells = [
                name(&map.name),
                map_type(MapKind::from_number(map.map_type)),
                address(map),
                state.to_string(),
                map.value_size.to_string(),
                contents,
            ];
            let styled = |(at, text): (usize, String)| match state {
                CopyState::Dead => Cell::new(text).styled(DIM),
                CopyState::Live if at == 3 => Cell::new(text).styled(LIVE),
                _ => Cell::new(text),
            };
            table.row(cells.into_iter().enumerate().map(styled));
        }
        table
    }

    /// The parts of a report other than maps that were captured, each with the option that shows it.
    fn other_parts(&self) -> Vec<String> {
        let report = self.report;
        let cpus = [report.per_cpu_time.len(), report.rq_scx_states.len(), report.vcpu_regs.len()];
        [
            (report.dsq_states.len(), ["dispatch queue", "dispatch queues"], "--dsqs"),
            (report.task_enrichments.len(), ["task", "tasks"], "--tasks"),
            (cpus.into_iter().max().unwrap_or_default(), ["CPU", "CPUs"], "--cpus"),
            (report.prog_runtime_stats.len(), ["program", "programs"], "--programs"),
            (usize::from(report.scx_sched_state.is_some()), ["scheduler", "schedulers"], "--sched"),
            (report.sdt_allocations.len(), ["allocator", "allocators"], "--allocations"),
        ]
        .into_iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, [one, more], option)| format!("{} ({option})", count(number, one, more)))
        .collect()
    }

    /// The parts of a report other than maps that are missing, with the reason.
    fn unavailable(&self) -> Vec<(&'static str, &str)> {
        let report = self.report;
        [
            ("allocators", &report.sdt_alloc_unavailable),
            ("programs", &report.prog_runtime_stats_unavailable),
            ("NUMA nodes", &report.per_node_numa_unavailable),
            ("tasks", &report.task_enrichments_unavailable),
            ("run queues", &report.scx_walker_unavailable),
        ]
        .into_iter()
        .filter_map(|(what, why)| Some((what, why.as_deref()?)))
        .collect()
    }

    fn document(&self) -> Value {
        let report = self.report;
        let map = |map: &FailureDumpMap| {
            json!({
                "name": map.name,
                "map_kva": (map.map_kva != 0).then(|| address(map)),
                "type": map_type(MapKind::from_number(map.map_type)),
                "copy": self.running.state(map),
                "value_bytes": map.value_size,
                "max_entries": map.max_entries,
                "contents": contents_text(map),
                "error": map.error,
            })
        };
        json!({
            "file": self.file.to_string_lossy(),
            "snapshot": self.snapshot.name(),
            "placeholder": report.is_placeholder,
            "captured": report.capture,
            "running": self.running.obj.as_ref().ok().filter(|_| self.running.is_named()),
            "running_unknown": match &self.running.obj {
                Ok(_) if self.running.is_named() => None,
                Ok(_) => Some(self.unnamed()),
                Err(why) => Some(why.clone()),
            },
            "only_object": self.running.obj.as_ref().ok().filter(|_| !self.running.is_named()),
            "several_copies": self.several(),
            "maps_left_out": report.maps_truncated,
            "not_captured": self.unavailable().into_iter().collect::<BTreeMap<_, _>>(),
            "maps": report.maps.iter().map(map).collect::<Vec<_>>(),
        })
    }
}

/// When `ktsnap capture` captured the report.
fn captured(stamp: &CaptureStamp) -> String {
    let at = UNIX_EPOCH + Duration::from_nanos(stamp.realtime_ns);
    let at = humantime::format_rfc3339_seconds(at);
    match &stamp.series {
        Some(series) => format!("captured at {at}, turn {} of the series {}", series.turn, cut(&clean(&series.id), 64)),
        None => format!("captured at {at}"),
    }
}
