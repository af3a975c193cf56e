//! A report as a whole: the running scheduler, the maps, and what is missing.

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use comfy_table::{Attribute, Cell, Color};
use ktsnap_btf::MapKind;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{CaptureStamp, FailureDumpMap, RenderedValue};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::report::SnapshotKind;
use crate::report::leaves::named;
use crate::report::maps::{CopyState, MapContents, MapEntry, RunningScheduler, address, section_of};
use crate::screen::text::{clean, count, cut, few, map_type, wrap};
use crate::screen::{Screen, Table};

/// The report to show.
pub(crate) struct Summary<'r> {
    pub(crate) file: &'r Path,
    pub(crate) report: &'r FailureDumpReport,
    pub(crate) snapshot: &'r SnapshotKind,
    pub(crate) running: &'r RunningScheduler<'r>,
}

impl Summary<'_> {
    pub(crate) fn write(&self, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
        if screen.json {
            return Screen::json(out, &self.document());
        }
        for line in self.head() {
            write_line(&line, screen, out)?;
        }
        if !self.report.maps.is_empty() {
            writeln!(out)?;
            write!(out, "{}", self.table(screen))?;
        }
        let unavailable = self.unavailable();
        if !unavailable.is_empty() {
            writeln!(out)?;
        }
        for (what, why) in by_reason(&unavailable) {
            write_line(&format!("not captured: {}: {}", what.join(", "), cut(&first_line(why), 200)), screen, out)?;
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
        let mut table = Table::new(screen, &["map", "type", "address", "copy", ">bytes", "contents"]);
        for map in &self.report.maps {
            let state = self.running.state(map);
            let contents = cut(&clean(&contents_text(map)), 160).into_owned();
            let cells = [
                cut(&clean(&map.name), 40).into_owned(),
                map_type(MapKind::from_number(map.map_type)),
                address(map),
                state.to_string(),
                map.value_size.to_string(),
                contents,
            ];
            let styled = |(at, text): (usize, String)| match state {
                CopyState::Dead => Cell::new(text).add_attribute(Attribute::Dim),
                CopyState::Live if at == 3 => Cell::new(text).fg(Color::DarkGreen),
                _ => Cell::new(text),
            };
            table.row(cells.into_iter().enumerate().map(styled));
        }
        table
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
        let snapshot = match self.snapshot {
            SnapshotKind::Only => None,
            SnapshotKind::Early => Some("early"),
            SnapshotKind::Late { .. } => Some("late"),
        };
        json!({
            "file": self.file.to_string_lossy(),
            "snapshot": snapshot,
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

/// A summary of the contents of a map.
pub(super) fn contents_text(map: &FailureDumpMap) -> String {
    let contents = match MapContents::of(map) {
        MapContents::One(Some(value)) => match &*value {
            RenderedValue::Struct { members, .. } if is_section(map) => {
                count(named(members).len(), "global", "globals")
            }
            RenderedValue::Bytes { .. } => "bytes".to_owned(),
            _ => "1 entry".to_owned(),
        },
        MapContents::One(None) | MapContents::Nothing => {
            return map.error.clone().unwrap_or_else(|| {
                if MapKind::from_number(map.map_type) == MapKind::Array { "nothing" } else { "empty" }.to_owned()
            });
        }
        MapContents::Other(what) => what,
        MapContents::Entries(entries) => entries_of(map, &entries),
    };
    match &map.error {
        Some(error) => format!("{contents}; {error}"),
        None => contents,
    }
}

/// For example `3 keys x 4 CPUs` or `10 of 4096 keys`.
fn entries_of(map: &FailureDumpMap, entries: &[MapEntry<'_>]) -> String {
    let captured = entries.len();
    let most = usize::try_from(map.max_entries).unwrap_or(usize::MAX);
    let keys = match most > captured {
        true => format!("{captured} of {}", count(most, "key", "keys")),
        false => count(captured, "key", "keys"),
    };
    match entries.iter().filter_map(MapEntry::cpus).max() {
        Some(cpus) => format!("{keys} x {}", count(cpus, "CPU", "CPUs")),
        None => keys,
    }
}

/// Whether a map is a global section. A section with a second dot in its name has no object name before it.
pub(super) fn is_section(map: &FailureDumpMap) -> bool {
    section_of(&map.name).is_some() || map.name.starts_with('.')
}

/// Groups the missing parts by reason, since several often share one.
fn by_reason<'r>(unavailable: &[(&'static str, &'r str)]) -> Vec<(Vec<&'static str>, &'r str)> {
    let mut grouped: Vec<(Vec<&'static str>, &str)> = Vec::new();
    for &(what, why) in unavailable {
        match grouped.iter_mut().find(|(_, reason)| *reason == why) {
            Some((whats, _)) => whats.push(what),
            None => grouped.push((vec![what], why)),
        }
    }
    grouped
}

/// The first line of a reason. The harness appends parts of the machine's console to some reasons.
fn first_line(text: &str) -> String {
    match text.trim().split_once('\n') {
        Some((line, _)) => format!("{line} …"),
        None => text.trim().to_owned(),
    }
}

pub(super) fn write_line(line: &str, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
    wrap(&clean(line), screen.width.into(), 2).iter().try_for_each(|line| writeln!(out, "{line}"))
}
