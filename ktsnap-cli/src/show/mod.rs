//! `ktsnap show`: one map or one value of a report, tables of its other parts, or the report as a whole: the running
//! scheduler, the maps, and what is missing.

mod declared;
mod machine;
mod map;
mod picture;
mod target;
mod value;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Write;
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, UNIX_EPOCH};

use anstyle::{AnsiColor, Effects, Style};
use ktsnap_btf::MapKind;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{CaptureStamp, DegradedFailureDumpReport, FailureDumpMap};
use serde_json::{Value, json};

use crate::args::{Naming, Show};
use crate::declared::Declared;
use crate::failure::Failure;
use crate::report::input::shown;
use crate::report::maps::{CopyState, RunningScheduler, address, contents_text};
use crate::report::{OpenedReport, SnapshotKind, degraded, no_maps, open};
use crate::screen::text::{clean, count, cut, few, map_type, name};
use crate::screen::{Cell, Heading, Screen, Table};
use crate::series::Names;

const DIM: Style = Style::new().effects(Effects::DIMMED);
const LIVE: Style = AnsiColor::Green.on_default();

pub(crate) fn run(args: &Show, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    // A mistake in the struct is reported before the report is read.
    let struct_of = Declared::of(&args.declared, &args.of)?;
    let file = shown(&args.report, args.early)?;
    let file = file.as_path();
    let (report, snapshot) = match open(file, args.early)? {
        OpenedReport::Report(report, snapshot) => (report, snapshot),
        OpenedReport::Degraded(report) if args.place.is_some() || args.tables.any() || struct_of.is_some() => {
            return Err(degraded(file, &report));
        }
        OpenedReport::Degraded(report) => return show_degraded(&report, screen, out),
    };
    if args.tables.any() {
        if report.is_placeholder {
            return Err(no_maps(file));
        }
        machine::write(file, (&report, snapshot.name()), &args.tables, screen, out)?;
        return Ok(ExitCode::SUCCESS);
    }
    if let Some(struct_of) = struct_of {
        if report.is_placeholder {
            return Err(no_maps(file));
        }
        declared::write(file, &report, &struct_of, screen, out)?;
        return Ok(ExitCode::SUCCESS);
    }
    let running = RunningScheduler::of(&report);
    let Some(wanted) = &args.place else {
        Summary { file, report: &report, snapshot: &snapshot, running: &running }.write(screen, out)?;
        return Ok(ExitCode::SUCCESS);
    };
    if report.is_placeholder {
        return Err(no_maps(file));
    }
    let place = target::place(file, &report, &running, wanted)?;
    let keys = keys(file, args, place.chosen.map)?;
    if args.drawn.any() || args.drawn.pictures.svg.is_some() {
        picture::write(file, place.chosen.map, (place.path, &keys), &args.drawn, screen, out)?;
    } else if place.path.is_empty() {
        map::MapView { chosen: &place.chosen, snapshot: &snapshot, file, sum: &args.sum, keys: &keys }
            .write(screen, out)?;
    } else {
        value::write(file, place.chosen.map, (place.path, &args.sum, &keys), screen, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The names that an object gives to the keys of a map.
fn keys(file: &Path, args: &Show, map: &FailureDumpMap) -> Result<HashMap<u32, String>, Failure> {
    let Some(object) = &args.of.object else { return Ok(HashMap::new()) };
    if map.name.contains('.') {
        let fact = format!("`{}` is a section, and `--object` names the entries of a map", clean(&map.name));
        return Err(Failure::usage(fact, "name a map, or omit `--object`"));
    }
    let of = args.of.clone();
    let naming = Naming { map: vec![map.name.clone()], key: args.key.clone(), of, ..Naming::default() };
    Names::of(&naming, &[])?.keys(map).map_err(|why| {
        let fact = format!("has another `{}` than {}: {why}", clean(&map.name), object.display());
        Failure::of(file, fact, "give the object of the scheduler that was captured, or omit `--object`")
    })
}

/// Shows a document without a report: the reason for which the harness could not capture one.
fn show_degraded(
    report: &DegradedFailureDumpReport,
    screen: &Screen,
    out: &mut dyn Write,
) -> Result<ExitCode, Failure> {
    if screen.json {
        let document = json!({
            "schema": "degraded",
            "reason": report.reason,
            "watchpoint_hit": report.watchpoint_hit,
            "bss_latch_state": report.bss_latch_state,
            "exit_kind": report.exit_kind,
            "elapsed_ms": report.elapsed_ms,
        });
        screen.write_json(out, &document)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut lines = vec![
        format!("degraded: no snapshot succeeded: {}", report.reason.trim()),
        format!("tried for {} ms; the state of the probe was `{}`", report.elapsed_ms, report.bss_latch_state),
    ];
    let kind = report.exit_kind.map(machine::exit_kind);
    lines.push(match (report.watchpoint_hit, kind) {
        (true, Some(kind)) => format!("a watchpoint saw the scheduler exit: {kind}"),
        (true, None) => "a watchpoint saw the scheduler exit".to_owned(),
        (false, Some(kind)) => format!("the scheduler exited: {kind}"),
        (false, None) => "no exit of the scheduler was observed".to_owned(),
    });
    for line in lines {
        screen.line(&line, out)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The report to show.
struct Summary<'r> {
    file: &'r Path,
    report: &'r FailureDumpReport,
    snapshot: &'r SnapshotKind,
    running: &'r RunningScheduler<'r>,
}

impl Summary<'_> {
    fn write(&self, screen: &Screen, out: &mut dyn Write) -> Result<(), Failure> {
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
