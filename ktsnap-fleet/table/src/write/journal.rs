//! The list of the files that are in a table.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};

use arrow_schema::Schema;
use serde::{Deserialize, Serialize};

use super::partition::fingerprint;
use super::{Temporary, WriteError, io_error};
use crate::files::FileError;
use crate::layout::Layout;

/// The name of the list in the folder of the table. Programs that read the folder skip names with `_`.
pub(super) const NAME: &str = "_files.jsonl";

/// A run in the table. The list has one line for each; a later line of a run replaces an earlier one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct RunEntry {
    /// The directory of the run and its name, which no other run has.
    pub(super) key: String,
    /// The file with its rows, in the folder of the table. `None` if it has no row.
    pub(super) part: Option<String>,
    pub(super) rows: usize,
    pub(super) files: Vec<FileEntry>,
    pub(super) errors: Vec<ErrorEntry>,
}

/// A file that was read, as it was then.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileEntry {
    pub(super) path: PathBuf,
    pub(super) size: u64,
    /// Nanoseconds since 1970.
    pub(super) modified: i128,
    /// The fingerprint of the facts of the run, which the sidecar can change.
    pub(super) facts: u64,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ErrorEntry {
    file: PathBuf,
    directory: Option<String>,
    run: Option<String>,
    message: String,
}

/// A line of the list.
#[derive(Debug, Serialize, Deserialize)]
enum Line {
    /// The first line: the columns, and the fingerprint of the definition of the counters.
    Table {
        columns: Vec<String>,
        definition: String,
    },
    Run(RunEntry),
    /// Entries of directories that are not reports.
    Listed(Vec<ErrorEntry>),
}

impl From<&FileError> for ErrorEntry {
    fn from(FileError { file, directory, run, message, unread: _ }: &FileError) -> Self {
        Self { file: file.clone(), directory: directory.clone(), run: run.clone(), message: message.clone() }
    }
}

impl From<&ErrorEntry> for FileError {
    fn from(ErrorEntry { file, directory, run, message }: &ErrorEntry) -> Self {
        let [directory, run] = [directory, run].map(Clone::clone);
        Self { file: file.clone(), directory, run, message: message.clone(), unread: false }
    }
}

/// The list, and the file to which lines are added.
#[derive(Debug)]
pub(super) struct Journal {
    path: PathBuf,
    /// `None` until the first line is added.
    file: Option<File>,
    columns: Vec<String>,
    definition: String,
    runs: BTreeMap<String, RunEntry>,
    listed: Vec<ErrorEntry>,
    /// Whether the file has lines that later ones replace, or a line that was not finished.
    is_loose: bool,
}

impl Journal {
    /// Opens the list of a table, or starts that of a new one.
    ///
    /// # Errors
    ///
    /// [`WriteError::OtherColumns`] if the table has other columns, and [`WriteError::OtherDefinition`].
    pub(super) fn open(table: &Path, layout: &Layout) -> Result<Self, WriteError> {
        let path = table.join(NAME);
        let columns = columns(&layout.schema());
        let definition = format!("{:016x}", fingerprint(layout.counters().definition().bytes()));
        let (runs, listed, is_loose, is_new) = match File::open(&path) {
            Ok(file) => {
                let ((before, defined), runs, listed, is_loose) = read(&path, file)?;
                if let Some(difference) = difference(&before, &columns) {
                    return Err(WriteError::OtherColumns { table: table.to_owned(), difference });
                }
                if defined != definition {
                    let counters = layout.counters().name().to_owned();
                    return Err(WriteError::OtherDefinition { table: table.to_owned(), counters });
                }
                (runs, listed, is_loose, false)
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => (BTreeMap::new(), Vec::new(), false, true),
            Err(error) => return Err(io_error(&path, error)),
        };
        let mut journal = Self { path, file: None, columns, definition, runs, listed, is_loose };
        if is_new || journal.is_loose {
            journal.rewrite()?;
        }
        Ok(journal)
    }

    pub(super) fn run(&self, key: &str) -> Option<&RunEntry> {
        self.runs.get(key)
    }

    /// Adds a run whose rows are in the table.
    pub(super) fn add(&mut self, run: RunEntry) -> Result<(), WriteError> {
        let line = Line::Run(run);
        self.append(&line)?;
        if let Line::Run(run) = line {
            self.is_loose |= self.runs.insert(run.key.clone(), run).is_some();
        }
        Ok(())
    }

    /// Replaces the errors of listings: those for which `is_stale` says so are removed.
    pub(super) fn list(&mut self, errors: &[FileError], is_stale: impl Fn(&Path) -> bool) -> Result<(), WriteError> {
        let before = self.listed.clone();
        self.listed.retain(|error| !is_stale(&error.file) && !errors.iter().any(|new| new.file == error.file));
        self.listed.extend(errors.iter().map(ErrorEntry::from));
        if self.listed != before {
            self.append(&Line::Listed(self.listed.clone()))?;
            self.is_loose = true;
        }
        Ok(())
    }

    /// The errors of all runs in the table.
    pub(super) fn errors(&self) -> Vec<FileError> {
        let of_runs = self.runs.values().flat_map(|run| &run.errors);
        self.listed.iter().chain(of_runs).map(FileError::from).collect()
    }

    pub(super) fn rows(&self) -> usize {
        self.runs.values().map(|run| run.rows).sum()
    }

    /// Removes lines that later lines replace.
    pub(super) fn finish(&mut self) -> Result<(), WriteError> {
        if self.is_loose { self.rewrite() } else { Ok(()) }
    }

    fn append(&mut self, line: &Line) -> Result<(), WriteError> {
        let failed = |error| io_error(&self.path, error);
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(OpenOptions::new().append(true).open(&self.path).map_err(failed)?),
        };
        write_line(file, line).map_err(failed)
    }

    fn rewrite(&mut self) -> Result<(), WriteError> {
        let failed = |error| io_error(&self.path, error);
        let temporary = Temporary(self.path.with_extension("tmp"));
        let mut text = Vec::new();
        let (columns, definition) = (self.columns.clone(), self.definition.clone());
        write_line(&mut text, &Line::Table { columns, definition }).map_err(failed)?;
        if !self.listed.is_empty() {
            write_line(&mut text, &Line::Listed(self.listed.clone())).map_err(failed)?;
        }
        for run in self.runs.values() {
            write_line(&mut text, &Line::Run(run.clone())).map_err(failed)?;
        }
        fs::write(&temporary.0, text).map_err(failed)?;
        fs::rename(&temporary.0, &self.path).map_err(failed)?;
        (self.file, self.is_loose) = (None, false);
        Ok(())
    }
}

fn write_line(to: &mut impl Write, line: &Line) -> std::io::Result<()> {
    let mut text = serde_json::to_vec(line)?;
    text.push(b'\n');
    // In one call, so that another program sees whole lines.
    to.write_all(&text)
}

type Contents = ((Vec<String>, String), BTreeMap<String, RunEntry>, Vec<ErrorEntry>, bool);

fn read(path: &Path, file: File) -> Result<Contents, WriteError> {
    let (mut table, mut runs, mut listed, mut is_loose) = (None, BTreeMap::new(), Vec::new(), false);
    let mut lines = BufReader::new(file);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        if lines.read_until(b'\n', &mut line).map_err(|error| io_error(path, error))? == 0 {
            break;
        }
        number += 1;
        // The writer was stopped during the last line. Its run is read again.
        if line.last() != Some(&b'\n') {
            is_loose = true;
            break;
        }
        let parsed = serde_json::from_slice(&line).map_err(|error| WriteError::Journal {
            file: path.to_owned(),
            line: number,
            message: error.to_string(),
        })?;
        match parsed {
            Line::Table { columns, definition } => table = Some((columns, definition)),
            Line::Run(run) => is_loose |= runs.insert(run.key.clone(), run).is_some(),
            Line::Listed(errors) => {
                is_loose |= !listed.is_empty();
                listed = errors;
            }
        }
    }
    let missing =
        || WriteError::Journal { file: path.to_owned(), line: 1, message: "the columns are missing".to_owned() };
    Ok((table.ok_or_else(missing)?, runs, listed, is_loose))
}

/// The columns of a schema, each as a text.
fn columns(schema: &Schema) -> Vec<String> {
    let column = |field: &arrow_schema::FieldRef| {
        let null = if field.is_nullable() { ", can be null" } else { "" };
        format!("`{}` ({}{null})", field.name(), field.data_type())
    };
    schema.fields().iter().map(column).collect()
}

/// How the columns of two tables differ.
fn difference(before: &[String], now: &[String]) -> Option<String> {
    let only_in = |of: &[String], other: &[String]| -> Vec<String> {
        of.iter().filter(|column| !other.contains(column)).take(6).cloned().collect()
    };
    if before == now {
        return None;
    }
    let (gone, new) = (only_in(before, now), only_in(now, before));
    Some(match (gone.is_empty(), new.is_empty()) {
        (true, true) => "the order of the columns differs".to_owned(),
        (false, true) => format!("it also has {}", gone.join(", ")),
        (true, false) => format!("it lacks {}", new.join(", ")),
        (false, false) => format!("it has {} instead of {}", gone.join(", "), new.join(", ")),
    })
}
