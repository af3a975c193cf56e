//! A folder of Parquet files, one for each run.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use ktsnap_core::__private::{Ahead, read_dir};

use super::journal::{ErrorEntry, FileEntry, Journal, RunEntry};
use super::part::PartWriter;
use super::partition::{escaped, fingerprint, folder};
use super::{WriteError, Written, io_error};
use crate::errors::{errors_batch, errors_schema};
use crate::files::{FileError, Listing, RealPaths, ReportFile, list};
use crate::layout::Layout;
use crate::read::{Progress, each_batch};
use crate::run::{PARTITION_COLUMNS, RUN_COLUMNS, RunValue};

/// The lock that one writer holds.
pub(super) const LOCK: &str = "_lock";

/// The table of errors.
pub(super) const ERRORS: &str = "_errors/part-0.parquet";

/// A run to write.
#[derive(Debug, Clone)]
struct Job {
    key: String,
    /// The file with its rows, in the folder of the table.
    part: String,
    files: Arc<Vec<ReportFile>>,
    entries: Vec<FileEntry>,
}

/// Writes a table as a folder of Parquet files, or adds to one: `directory=6.16.0-3f2a9c1/run=migrations-8d0e/part-….parquet`.
///
/// Runs whose files are in the table already are skipped: those with the same path, size and time of modification. A run with a new or changed
/// file is read again, and its rows are replaced. Rows of runs that are not listed stay.
///
/// # Errors
///
/// [`WriteError`]. The table then has whole runs, and a second call goes on.
pub fn write_parquet(
    layout: &Arc<Layout>,
    listing: Listing,
    table: &Path,
    progress: &mut dyn FnMut(Progress),
) -> Result<Written, WriteError> {
    let inside = Arc::new(layout.projected(&layout.inside_partitions()));
    if inside.schema().fields().is_empty() {
        return Err(WriteError::NoColumns);
    }
    fs::create_dir_all(table).map_err(|error| io_error(table, error))?;
    let _lock = lock(table)?;
    let mut journal = Journal::open(table, layout)?;
    let parts = Arc::new(PartWriter::new(inside.schema())?);
    let Listing { files, errors } = listing;
    let mut written = Written::default();
    let mut real = RealPaths::default();
    let directories: Vec<PathBuf> = files.iter().filter_map(|file| parent(&real.of(&file.path))).collect();
    let is_stale = |file: &Path| {
        // The error of a directory is out of date if the directory is listed now.
        let real = RealPaths::default().of(file);
        let is_listed = directories.contains(&real) || parent(&real).is_some_and(|of| directories.contains(&of));
        is_listed || fs::symlink_metadata(file).is_err()
    };
    journal.list(&errors, is_stale)?;
    written.errors = errors;
    let (jobs, skipped) = jobs(files, &layout.prefix, &journal, &mut real);
    written.skipped = skipped;
    let mut at = Progress::of(jobs.iter().map(|job| job.files.len()).sum());
    progress(at);
    let folder = table.to_owned();
    let runs = Ahead::new(jobs, move |job: &Job| write_run(&inside, &parts, &folder, job));
    for (job, result) in runs {
        let (rows, errors) = result?;
        at.add(&job.files);
        written.read += job.files.len();
        let part = (rows > 0).then_some(job.part);
        // A file that is not in the list is read by the next call.
        let is_read = |file: &ReportFile| !errors.iter().any(|error| error.unread && error.file == file.path);
        let files = job.files.iter().zip(job.entries).filter(|(file, _)| is_read(file)).map(|(_, entry)| entry);
        journal.add(RunEntry {
            key: job.key,
            part,
            rows,
            files: files.collect(),
            errors: errors.iter().map(ErrorEntry::from).collect(),
        })?;
        written.errors.extend(errors);
        progress(at);
    }
    let errors = errors_batch(&journal.errors())?;
    PartWriter::new(errors_schema())?.write(&table.join(ERRORS), |add| add(errors))?;
    journal.finish()?;
    written.rows = journal.rows();
    Ok(written)
}

fn write_run(
    layout: &Arc<Layout>,
    parts: &PartWriter,
    table: &Path,
    job: &Job,
) -> Result<(usize, Vec<FileError>), WriteError> {
    parts.write(&table.join(&job.part), |add| each_batch(layout, &job.files, add))
}

fn parent(file: &Path) -> Option<PathBuf> {
    file.parent().map(Path::to_owned)
}

/// The runs that have a file which is not in the table, and the number of files of the others.
fn jobs(files: Vec<ReportFile>, prefix: &str, journal: &Journal, real: &mut RealPaths) -> (Vec<Job>, usize) {
    let mut order: Vec<(String, Vec<(PathBuf, ReportFile)>)> = Vec::new();
    let mut positions: HashMap<String, usize> = HashMap::new();
    for file in files {
        let path = real.of(&file.path);
        let directory = path.parent().map(|of| escaped(of.as_os_str().as_encoded_bytes())).unwrap_or_default();
        let key = format!("{directory}/{}", escaped(file.run.run.as_bytes()));
        let at = *positions.entry(key.clone()).or_insert(order.len());
        match order.get_mut(at) {
            Some((_, of_run)) => of_run.push((path, file)),
            None => order.push((key, vec![(path, file)])),
        }
    }
    let mut skipped = 0;
    order.retain(|(key, files)| {
        let before = journal.run(key);
        let is_known = |(path, file): &(PathBuf, ReportFile)| {
            before.is_some_and(|before| before.files.contains(&entry(path, file)))
        };
        let is_in_table = files.iter().all(is_known);
        skipped += if is_in_table { files.len() } else { 0 };
        !is_in_table
    });
    add_unlisted(&mut order, journal, real);
    let job = |(key, files): (String, Vec<(PathBuf, ReportFile)>)| {
        let part = part(prefix, &key, &files.first()?.1);
        let entries = files.iter().map(|(path, file)| entry(path, file)).collect();
        let files = Arc::new(files.into_iter().map(|(_, file)| file).collect());
        Some(Job { key, part, files, entries })
    };
    (order.into_iter().filter_map(job).collect(), skipped)
}

/// Adds the other files of the runs that are in the table and still exist: the part of a run is written whole.
fn add_unlisted(runs: &mut [(String, Vec<(PathBuf, ReportFile)>)], journal: &Journal, real: &mut RealPaths) {
    let mut others: HashMap<PathBuf, usize> = HashMap::new();
    for (at, (key, files)) in runs.iter().enumerate() {
        let before = journal.run(key).into_iter().flat_map(|before| &before.files).map(|entry| &entry.path);
        let is_listed = |path: &PathBuf| files.iter().any(|(listed, _)| listed == path);
        others.extend(before.filter(|path| !is_listed(path) && path.is_file()).map(|path| (path.clone(), at)));
    }
    // If a file went in the meantime, the others are listed one by one.
    let listed = list(others.keys()).map(|listing| listing.files);
    let one_by_one = |_| others.keys().filter_map(|path| list([path]).ok()).flat_map(|of| of.files).collect();
    let mut files: Vec<ReportFile> = listed.unwrap_or_else(one_by_one);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    for file in files {
        let path = real.of(&file.path);
        if let Some((_, of_run)) = others.get(&path).and_then(|at| runs.get_mut(*at)) {
            of_run.push((path, file));
        }
    }
}

/// The file with the rows of a run. Two directories of one name can have a run of one name, so the number is that of the directory.
fn part(prefix: &str, key: &str, file: &ReportFile) -> String {
    let mut part = String::new();
    for column in RUN_COLUMNS.iter().take(PARTITION_COLUMNS) {
        if let RunValue::Text(value) = column.value(&file.run) {
            part += &folder(&format!("{prefix}{}", column.name), value.unwrap_or_default());
            part.push('/');
        }
    }
    format!("{part}part-{}.parquet", fingerprint(key.bytes()))
}

fn entry(path: &Path, file: &ReportFile) -> FileEntry {
    let facts = fingerprint(format!("{:?}", file.run).bytes());
    FileEntry { path: path.to_owned(), size: file.size, modified: nanoseconds(file.modified), facts }
}

fn nanoseconds(time: SystemTime) -> i128 {
    let signed = |nanoseconds: u128| i128::try_from(nanoseconds).unwrap_or(i128::MAX);
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => signed(after.as_nanos()),
        Err(before) => -signed(before.duration().as_nanos()),
    }
}

/// Locks the table, and refuses a folder that holds something else.
pub(super) fn lock(table: &Path) -> Result<File, WriteError> {
    let path = table.join(LOCK);
    if !path.exists() {
        let mut entries = read_dir(table).map_err(|error| io_error(table, error))?;
        if entries.next().is_some() {
            return Err(WriteError::NotATable { table: table.to_owned() });
        }
    }
    let file = File::create(&path).map_err(|error| io_error(&path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(WriteError::InUse { table: table.to_owned() }),
        // The file system has no locks.
        Err(fs::TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
        Err(fs::TryLockError::Error(error)) => Err(io_error(&path, error)),
    }
}
