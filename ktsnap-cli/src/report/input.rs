//! What a path on the command line means: the file of a report, or a run of the harness.

use std::path::{Path, PathBuf};

use ktsnap_core::runs::{ReportKind, Run, RunReport, RunResult, RunsError, SidecarError};

use crate::failure::{Failure, note};
use crate::source::is_stdin;

/// The reports that `diff` compares.
pub(crate) enum Compared {
    /// Files, and whether they are known to be in the order of time.
    Files(Vec<PathBuf>, bool),
    /// The two snapshots of one document.
    Snapshots(PathBuf),
}

/// The file that `show` shows: of a run, the report at the failure, or else the last one. `early` asks for a document with two
/// snapshots.
pub(crate) fn shown(path: &Path, early: bool) -> Result<PathBuf, Failure> {
    let Some(run) = run(path)? else { return Ok(path.to_owned()) };
    let report = if early { run.repro_failure() } else { last(&run) };
    let Some(report) = report else {
        let help = format!("`ktsnap runs {}` lists the runs and their reports", run.directory.display());
        let is_skipped = run.sidecar().is_ok_and(|sidecar| sidecar.result() == Some(RunResult::Skipped));
        let missing = match (early, is_skipped) {
            (_, true) => "was skipped, and has no report",
            (true, false) => "has no report with two snapshots",
            (false, false) => "has no report",
        };
        return Err(Failure::of(&run.path(), missing, help));
    };
    note(format_args!("shows {} of the run {}", described(report), run.name()));
    Ok(report.file.clone())
}

/// The reports that `diff` compares: of a single run, the first and the last periodic report, or else the two snapshots of the
/// document of the machine that reproduced the failure.
pub(crate) fn compared(paths: &[PathBuf]) -> Result<Compared, Failure> {
    if let [path] = paths {
        return match run(path)? {
            Some(run) => of_run(&run),
            None => Ok(Compared::Snapshots(path.clone())),
        };
    }
    for path in paths {
        if let Some(run) = run(path)? {
            let report = last(&run).map(|report| format!(", for example {}", report.file.display()));
            let help = format!("give files of reports{}", report.unwrap_or_default());
            return Err(Failure::of(path, "is a run, and only a single run can be compared", help));
        }
    }
    Ok(Compared::Files(paths.to_vec(), false))
}

fn of_run(run: &Run) -> Result<Compared, Failure> {
    let is_periodic = |report: &&RunReport| matches!(report.kind, ReportKind::Periodic(_));
    let periodic: Vec<_> = run.in_order().filter(is_periodic).collect();
    let (first, last) = match (periodic.as_slice(), run.failure(), run.repro_failure()) {
        ([first, .., last], ..) => (*first, *last),
        ([only], Some(failure), _) => (*only, failure),
        (_, _, Some(dual)) => {
            note(format_args!("compares the two snapshots in {} of the run {}", described(dual), run.name()));
            return Ok(Compared::Snapshots(dual.file.clone()));
        }
        (found, ..) => {
            let found = if found.is_empty() { "no periodic reports" } else { "one periodic report" };
            let fact = format!("has {found} and no document with two snapshots, so there is nothing to compare");
            return Err(Failure::of(&run.path(), fact, "`ktsnap show` shows its last report"));
        }
    };
    note(format_args!("compares {} with {} of the run {}", described(first), described(last), run.name()));
    Ok(Compared::Files(vec![first.file.clone(), last.file.clone()], true))
}

/// The run that a path means. `None` for a file.
fn run(path: &Path) -> Result<Option<Run>, Failure> {
    if is_stdin(path) {
        return Ok(None);
    }
    let is_sidecar = path.to_string_lossy().ends_with(".ktstr.json");
    let is_name = !path.exists() && path.extension().is_none();
    if !path.is_dir() && !is_sidecar && !is_name {
        return Ok(None);
    }
    match Run::open(path) {
        Ok(run) => {
            if let Err(error) = run.sidecar()
                && !matches!(error, SidecarError::Missing)
            {
                note(format_args!("phases are unknown, and reports of an earlier attempt are not left out: {error}"));
            }
            Ok(Some(run))
        }
        // A file that does not exist, in a directory that has nothing to do with the harness.
        Err(RunsError::NotFound { runs, .. }) if is_name && runs.is_empty() => Ok(None),
        Err(RunsError::Io { .. }) if is_name => Ok(None),
        Err(error) => Err(Failure::Message(error.to_string())),
    }
}

/// The report at the failure, or the last periodic report, or else any other.
fn last(run: &Run) -> Option<&RunReport> {
    run.in_order().last().or(run.repro_failure()).or(run.reports.first())
}

/// As in the name of the file, and its phase: `periodic_001 (phase Step[0])`.
fn described(report: &RunReport) -> String {
    let of_repro = if report.is_repro { "repro." } else { "" };
    let phase = report.phase.map(|phase| format!(" (phase {phase})"));
    format!("{of_repro}{}{}", report.kind, phase.unwrap_or_default())
}
