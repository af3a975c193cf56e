//! `ktsnap show`: all maps of a report, one map, or one value.

mod map;
mod summary;
mod target;
mod value;

use std::io::Write;
use std::process::ExitCode;

use ktsnap_core::report::DegradedFailureDumpReport;
use serde_json::json;

use crate::args::Show;
use crate::failure::Failure;
use crate::report::maps::RunningScheduler;
use crate::report::{OpenedReport, degraded, no_maps, open};
use crate::screen::Screen;
use crate::screen::text::{clean, wrap};

pub(crate) fn run(args: &Show, screen: &Screen, out: &mut dyn Write) -> Result<ExitCode, Failure> {
    let file = args.report.as_path();
    let (report, snapshot) = match open(file, args.early)? {
        OpenedReport::Report(report, snapshot) => (report, snapshot),
        OpenedReport::Degraded(report) if args.place.is_some() => return Err(degraded(file, &report)),
        OpenedReport::Degraded(report) => return show_degraded(&report, screen, out),
    };
    let running = RunningScheduler::of(&report);
    let Some(wanted) = &args.place else {
        summary::Summary { file, report: &report, snapshot: &snapshot, running: &running }.write(screen, out)?;
        return Ok(ExitCode::SUCCESS);
    };
    if report.is_placeholder {
        return Err(no_maps(file));
    }
    let place = target::place(file, &report, &running, wanted)?;
    if place.path.is_empty() {
        map::MapView { chosen: &place.chosen, snapshot: &snapshot, file }.write(screen, out)?;
    } else {
        value::write(file, place.chosen.map, place.path, screen, out)?;
    }
    Ok(ExitCode::SUCCESS)
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
        Screen::json(out, &document)?;
        return Ok(ExitCode::SUCCESS);
    }
    let mut lines = vec![
        format!("degraded: no snapshot succeeded: {}", report.reason.trim()),
        format!("tried for {} ms; the state of the probe was `{}`", report.elapsed_ms, report.bss_latch_state),
    ];
    lines.push(match (report.watchpoint_hit, report.exit_kind) {
        (true, Some(kind)) => format!("a watchpoint saw the scheduler exit (kind {kind})"),
        (true, None) => "a watchpoint saw the scheduler exit".to_owned(),
        (false, Some(kind)) => format!("the scheduler exited (kind {kind})"),
        (false, None) => "no exit of the scheduler was observed".to_owned(),
    });
    for line in lines {
        for line in wrap(&clean(&line), screen.width.into(), 2) {
            writeln!(out, "{line}")?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
