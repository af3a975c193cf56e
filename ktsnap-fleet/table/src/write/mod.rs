//! Tables as files.

mod journal;
mod parquet_folder;
mod part;
mod partition;
mod remove;
mod single;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use arrow_schema::ArrowError;
use thiserror::Error;

pub use parquet_folder::write_parquet;
pub use remove::remove_table;
pub use single::{SingleFormat, write_single};

use crate::files::FileError;

/// What was written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Written {
    /// The number of files that were read.
    pub read: usize,
    /// The number of files that were in the table already, unchanged.
    pub skipped: usize,
    /// The number of rows that the table has now.
    pub rows: usize,
    /// The errors of the files that were read, and of the listing.
    pub errors: Vec<FileError>,
}

/// The reason why a table can't be written.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum WriteError {
    /// A file or folder of the table can't be read or written.
    #[error("can't write {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The table has other columns.
    #[error(
        "the table in {} has other columns: {difference}; write to another folder, or remove this one to make the table again",
        table.display()
    )]
    OtherColumns {
        /// The folder of the table.
        table: PathBuf,
        /// How they differ.
        difference: String,
    },
    /// The rows of the table are of counters with another definition.
    #[error(
        "the table in {} was made with another definition of `{counters}`: a section, a type in C, a path or a ratio differs, so its rows \
         have other meanings; write to another folder, or remove this one to make the table again",
        table.display()
    )]
    OtherDefinition {
        /// The folder of the table.
        table: PathBuf,
        /// The struct.
        counters: String,
    },
    /// The columns are only those that the names of folders have.
    #[error("a Parquet table needs a column besides `directory` and `run`; select one more")]
    NoColumns,
    /// The folder holds something else.
    #[error("{} is not a table, and is not empty; write to another folder, or to a new one", table.display())]
    NotATable {
        /// The folder.
        table: PathBuf,
    },
    /// Another process is writing the table.
    #[error("another process is writing the table in {}; wait until it ends", table.display())]
    InUse {
        /// The folder of the table.
        table: PathBuf,
    },
    /// The list of the table's files is broken.
    #[error(
        "the list of the table's files, {}, is broken in line {line}: {message}; remove the folder to make the table again",
        file.display()
    )]
    Journal {
        /// The file.
        file: PathBuf,
        /// The number of the line.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// The rows do not fit the format.
    #[error("the rows can't be written: {0}")]
    Arrow(#[from] ArrowError),
    /// The rows do not fit Parquet.
    #[error("the rows can't be written as Parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
}

/// The system's error, if there is one.
impl From<WriteError> for io::Error {
    fn from(error: WriteError) -> Self {
        match error {
            WriteError::Arrow(ArrowError::IoError(_, source)) => source,
            other => Self::other(other),
        }
    }
}

/// The name of a file that is not complete, which is removed on drop. Once the file has its own name, there is nothing to remove.
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // Best-effort cleanup; the caller reports the original error.
        _ = fs::remove_file(&self.0);
    }
}

fn io_error(path: &Path, source: io::Error) -> WriteError {
    WriteError::Io { path: path.to_owned(), source }
}
