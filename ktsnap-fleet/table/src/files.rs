//! [`ReportFile`]: the files of reports, with the facts of their runs.

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use chrono::DateTime;
use ktsnap_core::ReportError;
use ktsnap_core::runs::{Run, RunReport, Runs, RunsError, Sidecar, SidecarError};
use ktsnap_core::typed::ReadError;
use thiserror::Error;

use crate::run::RunFacts;

/// The file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportFile {
    /// The file.
    pub path: PathBuf,
    /// Its size in bytes when it was listed.
    pub size: u64,
    /// When it had been modified, at that time.
    pub modified: SystemTime,
    /// What is known of its run.
    pub run: RunFacts,
}

/// The reason why a file gives no row, or why a row lacks something. It is a row of the table of errors.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileError {
    /// The file.
    pub file: PathBuf,
    /// The directory of its run, if it is known.
    pub directory: Option<String>,
    /// Its run, if it is known.
    pub run: Option<String>,
    /// The reason.
    pub message: String,
    /// Whether the system could not read the file. The contents are not known then, so a table that goes on reads it again.
    pub unread: bool,
}

impl FileError {
    /// The error of reading a report.
    #[must_use]
    pub fn of_read(file: &ReportFile, error: &ReadError) -> Self {
        let unread = matches!(error, ReadError::Report(ReportError::Io { .. }));
        Self { unread, ..Self::of(file, error.to_string()) }
    }

    /// An error of a report. The message need not name the file.
    #[must_use]
    pub fn of(file: &ReportFile, message: impl Into<String>) -> Self {
        let message = message.into();
        let prefix = format!("{}: ", file.path.display());
        Self {
            file: file.path.clone(),
            directory: Some(file.run.directory.clone()),
            run: Some(file.run.run.clone()),
            message: message.strip_prefix(&prefix).unwrap_or(&message).to_owned(),
            unread: false,
        }
    }
}

/// The reports that a table is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The files, each once: in the order of the paths, those of a directory by directory, test, hash and report.
    pub files: Vec<ReportFile>,
    /// The entries of directories that are not reports, and facts of runs that can't be read.
    pub errors: Vec<FileError>,
}

/// The reason why a path can't be listed.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ListError {
    /// The path is neither a report nor a directory of the harness.
    #[error(transparent)]
    Runs(#[from] RunsError),
    /// The directory has no runs.
    #[error(
        "{} has no run of the harness; pass a directory that the harness writes, for example `target/ktstr`, or the files of \
         reports: `{}/*.json`", directory.display(), directory.display()
    )]
    NoRuns {
        /// The directory.
        directory: PathBuf,
    },
}

/// Lists reports: a path is the file of a report, a directory of the harness or one that holds several, or a run as
/// [`Run::open`] takes it. A file that is listed twice is one report.
///
/// Reports of earlier attempts and of the machine that reproduces a failure are listed too: the columns `is_earlier`,
/// `attempt` and `is_repro` say which they are.
///
/// ```
/// let listing = ktsnap_table::list(["../../examples/runs/6.16.0-3f2a9c1"])?;
/// let file = &listing.files[0];
/// assert_eq!(file.run.directory, "6.16.0-3f2a9c1");
/// println!("{} of {}: {} bytes", file.path.display(), file.run.run, file.size);
/// # Ok::<(), ktsnap_table::ListError>(())
/// ```
///
/// # Errors
///
/// [`ListError`] if a path is neither. An entry of a directory that is not a report is one of [`Listing::errors`].
pub fn list(paths: impl IntoIterator<Item = impl AsRef<Path>>) -> Result<Listing, ListError> {
    let mut lister = Lister::default();
    for path in paths {
        lister.add(path.as_ref())?;
    }
    Ok(lister.listing)
}

/// The real paths of directories. Each is looked up once.
#[derive(Debug, Default)]
pub(crate) struct RealPaths(HashMap<PathBuf, PathBuf>);

impl RealPaths {
    /// The path of a file through the real path of its directory, so that two paths to one file are equal.
    pub(crate) fn of(&mut self, file: &Path) -> PathBuf {
        let parent = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let real = match self.0.get(parent) {
            Some(real) => real,
            None => {
                let real = fs::canonicalize(parent).unwrap_or_else(|_| parent.to_owned());
                self.0.entry(parent.to_owned()).or_insert(real)
            }
        };
        file.file_name().map_or_else(|| real.clone(), |name| real.join(name))
    }
}

#[derive(Default)]
struct Lister {
    listing: Listing,
    seen: HashSet<PathBuf>,
    real: RealPaths,
    /// The reports of a directory with their facts, for paths that name a file of it.
    directories: HashMap<PathBuf, HashMap<PathBuf, RunFacts>>,
}

impl Lister {
    fn add(&mut self, path: &Path) -> Result<(), ListError> {
        if path.is_dir() {
            let Runs { runs, others, .. } = Runs::open(path)?;
            if runs.is_empty() {
                return Err(ListError::NoRuns { directory: path.to_owned() });
            }
            runs.iter().for_each(|run| self.add_run(run));
            for other in others {
                let message = format!("it belongs to no run: it {}", other.reason);
                let directory = other.path.parent().map(name_of);
                self.listing.errors.push(FileError { file: other.path, directory, run: None, message, unread: false });
            }
            return Ok(());
        }
        let is_sidecar = path.to_str().is_some_and(|path| path.ends_with(".ktstr.json"));
        if is_sidecar || !path.exists() {
            self.add_run(&Run::open(path)?);
            return Ok(());
        }
        let facts = self.facts_of(path);
        self.add_file(path, facts);
        Ok(())
    }

    fn add_run(&mut self, run: &Run) {
        let facts = self.facts(run);
        for (report, is_earlier) in reports(run) {
            self.add_file(&report.file, of_report(&facts, report, is_earlier));
        }
    }

    fn add_file(&mut self, path: &Path, run: RunFacts) {
        if !self.seen.insert(self.real.of(path)) {
            return;
        }
        let (directory, name) = (Some(run.directory.clone()), Some(run.run.clone()));
        let failed = |message| FileError { file: path.to_owned(), directory, run: name, message, unread: false };
        let metadata = match fs::metadata(path) {
            Ok(metadata) if metadata.is_file() => metadata,
            Ok(_) => return self.listing.errors.push(failed("it is not a regular file".to_owned())),
            Err(error) => return self.listing.errors.push(failed(format!("it can't be read: {error}"))),
        };
        let modified = metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH);
        self.listing.files.push(ReportFile { path: path.to_owned(), size: metadata.len(), modified, run });
    }

    /// The facts of a file that was passed by itself: those of its run, if its directory has one.
    fn facts_of(&mut self, path: &Path) -> RunFacts {
        let real = self.real.of(path);
        let Some(parent) = real.parent().map(Path::to_owned) else { return RunFacts::default() };
        if !self.directories.contains_key(&parent) {
            let runs = Runs::read_dir(&parent).unwrap_or_default().runs;
            let mut of_files = HashMap::new();
            for run in &runs {
                let facts = self.facts(run);
                let of_reports =
                    reports(run).map(|(report, earlier)| (report.file.clone(), of_report(&facts, report, earlier)));
                of_files.extend(of_reports);
            }
            self.directories.insert(parent.clone(), of_files);
        }
        let known = self.directories.get(&parent).and_then(|of_files| of_files.get(&real));
        known.cloned().unwrap_or_else(|| {
            let run = path.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
            RunFacts { directory: name_of(&parent), run, ..RunFacts::default() }
        })
    }

    /// The facts that all reports of a run share.
    fn facts(&mut self, run: &Run) -> RunFacts {
        // The directory can be `.` or a link.
        let directory = self.real.of(&run.path()).parent().map(name_of).unwrap_or_default();
        let mut facts = RunFacts {
            directory,
            run: run.name(),
            test: Some(run.test.clone()),
            hash: run.hash.clone(),
            ..RunFacts::default()
        };
        match run.sidecar() {
            Ok(sidecar) => {
                if let Err(message) = facts.add_sidecar(sidecar) {
                    self.sidecar_error(run, &facts, message);
                }
            }
            Err(SidecarError::Missing) => {}
            Err(error) => self.sidecar_error(run, &facts, error.to_string()),
        }
        facts
    }

    fn sidecar_error(&mut self, run: &Run, facts: &RunFacts, message: String) {
        let file = run.directory.join(format!("{}.ktstr.json", run.name()));
        // The run of a file that was passed by itself can be listed again with its directory.
        if self.seen.insert(self.real.of(&file)) {
            let (directory, run) = (Some(facts.directory.clone()), Some(facts.run.clone()));
            self.listing.errors.push(FileError { file, directory, run, message, unread: false });
        }
    }
}

fn name_of(directory: &Path) -> String {
    let real = fs::canonicalize(directory);
    let directory = real.as_deref().unwrap_or(directory);
    directory.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The reports of a run, and whether each is of an earlier attempt.
fn reports(run: &Run) -> impl Iterator<Item = (&RunReport, bool)> {
    run.reports.iter().map(|report| (report, false)).chain(run.earlier.iter().map(|report| (report, true)))
}

fn of_report(facts: &RunFacts, report: &RunReport, is_earlier: bool) -> RunFacts {
    RunFacts {
        report: Some(report.kind.to_string()),
        is_repro: report.is_repro,
        is_earlier,
        attempt: report.attempt,
        phase: report.phase.map(|phase| phase.to_string()),
        ..facts.clone()
    }
}

impl RunFacts {
    /// Adds the facts of a sidecar. The error is that of a time that is none.
    fn add_sidecar(&mut self, sidecar: &Sidecar) -> Result<(), String> {
        self.topology.clone_from(&sidecar.topology);
        self.scheduler.clone_from(&sidecar.scheduler);
        self.kernel.clone_from(&sidecar.kernel_version);
        self.kernel_commit.clone_from(&sidecar.kernel_commit);
        self.scheduler_commit.clone_from(&sidecar.scheduler_commit);
        self.project_commit.clone_from(&sidecar.project_commit);
        self.source.clone_from(&sidecar.run_source);
        self.result = sidecar.result().map(|result| result.to_string());
        let Some(text) = &sidecar.timestamp else { return Ok(()) };
        let time = DateTime::parse_from_rfc3339(text).map_err(|_| {
            format!(
                "the `timestamp` of the sidecar is {text:?}, not a time such as `2026-03-01T12:00:00Z`, so the column `time` \
                 is empty; run the test again to replace the sidecar"
            )
        })?;
        self.time = Some(time.timestamp_micros());
        Ok(())
    }
}
