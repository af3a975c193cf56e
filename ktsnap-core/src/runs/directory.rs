//! [`Runs`]: the runs in a directory, and in the directories in it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use super::file::{read_dir, require_regular};
use super::name::{Content, RunFile, without_compression};
use super::phase::assign;
use super::{ReportKind, Run, RunReport, RunResult, RunsError, Sidecar, SidecarError};

/// The number of entries that are read at most. A directory of the harness has some hundred.
const MAX_ENTRIES: usize = 1 << 18;

/// The runs in a directory of the harness.
///
/// ```
/// use ktsnap_core::runs::Runs;
///
/// let runs = Runs::open("../examples/runs")?;
/// for run in &runs.runs {
///     println!("{}", run.path().display());
/// }
/// for other in &runs.others {
///     println!("{} {}", other.path.display(), other.reason);
/// }
/// # assert!(runs.runs.len() > 3 && runs.others.len() == 1);
/// # Ok::<(), ktsnap_core::runs::RunsError>(())
/// ```
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Runs {
    /// The runs, by directory, test and hash.
    pub runs: Vec<Run>,
    /// Entries of directories with runs that belong to no run. Entries whose name starts with a dot are left out.
    pub others: Vec<OtherFile>,
}

/// An entry of a directory that belongs to no run.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct OtherFile {
    /// The entry.
    pub path: PathBuf,
    /// Why it belongs to no run, in words that follow the path.
    pub reason: String,
}

impl Runs {
    /// Lists the runs in a directory and in the directories in it: one `{kernel}-{commit}` directory, or `target/ktstr`, which
    /// holds several. Sidecars are read, and reports are not. Links to directories are not followed.
    ///
    /// # Errors
    ///
    /// [`RunsError::Io`] if the directory can't be listed, and [`RunsError::TooMany`] if it has more than 262144 entries. A
    /// directory in it that can't be listed is one of the [`others`](Self::others).
    pub fn open(directory: impl AsRef<Path>) -> Result<Self, RunsError> {
        let directory = directory.as_ref();
        let mut listing = Listing::of(directory, directory, MAX_ENTRIES)?;
        let inner = std::mem::take(&mut listing.directories);
        let mut left = MAX_ENTRIES.saturating_sub(listing.entries);
        let mut runs = listing.runs();
        for directory_in_it in inner {
            match Listing::of(&directory_in_it, directory, left) {
                Ok(listing) => {
                    left = left.saturating_sub(listing.entries);
                    let Self { runs: more, others } = listing.runs();
                    runs.runs.extend(more);
                    runs.others.extend(others);
                }
                Err(RunsError::Io { directory, source }) => runs.others.push(OtherFile::unreadable(directory, &source)),
                Err(error) => return Err(error),
            }
        }
        Ok(runs)
    }

    /// Lists the runs in a directory, without the directories in it.
    ///
    /// # Errors
    ///
    /// Those of [`open`](Self::open).
    pub fn read_dir(directory: impl AsRef<Path>) -> Result<Self, RunsError> {
        Ok(Listing::of(directory.as_ref(), directory.as_ref(), MAX_ENTRIES)?.runs())
    }
}

impl OtherFile {
    fn new(path: PathBuf, reason: &str) -> Self {
        Self { path, reason: reason.to_owned() }
    }

    fn unreadable(path: PathBuf, error: &io::Error) -> Self {
        Self { path, reason: format!("can't be read: {error}") }
    }
}

/// The entries of one directory.
#[derive(Default)]
struct Listing {
    directory: PathBuf,
    entries: usize,
    directories: Vec<PathBuf>,
    found: BTreeMap<(String, Option<String>), Found>,
    others: Vec<OtherFile>,
}

/// The files of one run.
#[derive(Default)]
struct Found {
    sidecar: Option<PathBuf>,
    reports: Vec<RunReport>,
    attachments: Vec<PathBuf>,
}

impl Listing {
    /// Lists a directory with at most `most` entries. `root` is the directory that an error names.
    fn of(directory: &Path, root: &Path, most: usize) -> Result<Self, RunsError> {
        let failed = |source| RunsError::Io { directory: directory.to_owned(), source };
        let mut listing = Self { directory: directory.to_owned(), ..Self::default() };
        let mut paths = Vec::new();
        for entry in read_dir(directory).map_err(failed)? {
            if paths.len() >= most {
                return Err(RunsError::TooMany { directory: root.to_owned(), most: MAX_ENTRIES });
            }
            paths.push(entry.map_err(failed)?.path());
        }
        // The order of the file system is arbitrary.
        paths.sort();
        listing.entries = paths.len();
        for path in paths {
            listing.add(path);
        }
        Ok(listing)
    }

    fn add(&mut self, path: PathBuf) {
        let Some(name) = path.file_name() else { return };
        // The harness keeps locks and marks in such entries.
        if name.as_encoded_bytes().first() == Some(&b'.') {
            return;
        }
        let is_link = path.is_symlink();
        if path.is_dir() {
            // A link such as `latest` would list runs twice, or without end.
            match is_link {
                true => self.others.push(OtherFile::new(path, "is a link to a directory")),
                false => self.directories.push(path),
            }
            return;
        }
        let Some(name) = name.to_str() else {
            self.others.push(OtherFile::new(path, "has a name that is not UTF-8"));
            return;
        };
        let Some(RunFile { test, hash, content }) = RunFile::of(name) else {
            self.others.push(OtherFile::new(path, "is not a file of a run"));
            return;
        };
        let run = (test.to_owned(), hash.map(str::to_owned));
        if let Err(error) = require_regular(&path)
            && content != Content::Sidecar
        {
            self.others.push(OtherFile::unreadable(path, &error));
            return;
        }
        let run = self.found.entry(run).or_default();
        match content {
            Content::Sidecar => run.sidecar = Some(path),
            Content::Attachment => run.attachments.push(path),
            Content::Report { kind, is_repro, attempt } => {
                let is_same = |of: &RunReport| (&of.kind, of.is_repro, of.attempt) == (&kind, is_repro, attempt);
                // The names are sorted, so a file precedes its compressed copies.
                if without_compression(name).is_some() && run.reports.iter().any(is_same) {
                    self.others.push(OtherFile::new(path, "is a compressed copy of another report"));
                    return;
                }
                run.reports.push(RunReport { file: path, kind, is_repro, attempt, phase: None, planned: None });
            }
        }
    }

    /// The runs. Without a run, the other entries are not listed: the directory is not one of the harness.
    fn runs(mut self) -> Runs {
        let sidecars: BTreeMap<_, _> = std::mem::take(&mut self.found)
            .into_iter()
            .map(|(run, found)| {
                let sidecar = found.sidecar.as_ref().map_or(Err(SidecarError::Missing), Sidecar::from_path);
                (run, (found, sidecar))
            })
            .collect();
        let with_hashes = attach_to_hashes(sidecars);
        let directory = &self.directory;
        let run = |((test, hash), (found, sidecar))| finished(directory, (test, hash), found, sidecar);
        let runs: Vec<_> = with_hashes.into_iter().map(run).collect();
        if runs.is_empty() {
            return Runs::default();
        }
        let nested = self.directories.into_iter().map(|path| OtherFile::new(path, "is a directory"));
        self.others.extend(nested);
        Runs { runs, others: self.others }
    }
}

type Key = (String, Option<String>);
type Files = (Found, Result<Sidecar, SidecarError>);

/// Gives reports without a hash, which harness 0.18 writes, to the run of their test, if the directory has one run of that test.
/// A sidecar of a skipped test does not count if another one ran: version 0.18 gives skipped tests a hash of their own.
fn attach_to_hashes(mut files: BTreeMap<Key, Files>) -> BTreeMap<Key, Files> {
    let tests: BTreeSet<String> =
        files.keys().filter(|(_, hash)| hash.is_none()).map(|(test, _)| test.clone()).collect();
    for test in tests {
        let of_test = files.iter().filter(|((other, hash), _)| *other == test && hash.is_some());
        let (ran, skipped): (Vec<_>, Vec<_>) = of_test.partition(|(_, (_, sidecar))| !is_skipped(sidecar));
        let only = match (ran.as_slice(), skipped.as_slice()) {
            ([(run, _)], _) | ([], [(run, _)]) => (*run).clone(),
            _ => continue,
        };
        let Some((without_hash, _)) = files.remove(&(test, None)) else { continue };
        if let Some((found, _)) = files.get_mut(&only) {
            found.reports.extend(without_hash.reports);
            found.attachments.extend(without_hash.attachments);
        }
    }
    files
}

fn is_skipped(sidecar: &Result<Sidecar, SidecarError>) -> bool {
    sidecar.as_ref().is_ok_and(|sidecar| sidecar.result() == Some(RunResult::Skipped))
}

fn finished(directory: &Path, (test, hash): Key, found: Found, sidecar: Result<Sidecar, SidecarError>) -> Run {
    let due = sidecar.as_ref().ok().and_then(|sidecar| sidecar.periodic_fired);
    let is_earlier = |report: &RunReport| match report.kind {
        _ if report.attempt.is_some() => true,
        ReportKind::Periodic(number) if !report.is_repro => due.is_some_and(|due| number >= due),
        _ => false,
    };
    let (mut earlier, mut reports): (Vec<_>, Vec<_>) = found.reports.into_iter().partition(is_earlier);
    reports.sort_by(|a, b| (a.is_repro, &a.kind, &a.file).cmp(&(b.is_repro, &b.kind, &b.file)));
    earlier.sort_by(|a, b| (a.is_repro, a.attempt, &a.kind, &a.file).cmp(&(b.is_repro, b.attempt, &b.kind, &b.file)));
    if let Ok(sidecar) = &sidecar {
        assign(&mut reports, sidecar);
    }
    let attachments = found.attachments;
    Run { directory: directory.to_owned(), test, hash, reports, earlier, attachments, sidecar }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_entries_of_a_directory_are_counted_up_to_the_limit() {
        let directory = Path::new(env!("CARGO_MANIFEST_DIR"));
        let entries = std::fs::read_dir(directory).unwrap().count();
        let listed = |most| Listing::of(directory, Path::new("root"), most).map(|listing| listing.entries);
        assert_eq!(listed(entries).unwrap(), entries);
        let error = listed(entries - 1).unwrap_err();
        assert_eq!(error.to_string(), "root has more than 262144 entries; pass one of its directories");
    }
}
