//! The removal of a table.

use std::fs;
use std::io;
use std::path::Path;

use ktsnap_core::__private::read_dir;

use super::journal::NAME;
use super::parquet_folder::{ERRORS, LOCK, lock};
use super::{WriteError, io_error};
use crate::run::{PARTITION_COLUMNS, RUN_COLUMNS};

/// Removes a table that [`Table::write_parquet`](crate::Table::write_parquet) wrote. Files that are not of the table stay, and the folder
/// is only removed if it has none.
///
/// ```
/// let folder = std::env::temp_dir();
/// let error = ktsnap_table::remove_table(&folder).unwrap_err();
/// assert!(error.to_string().contains("is not a table"));
/// ```
///
/// # Errors
///
/// [`WriteError::NotATable`] if the folder has no list of a table's files, [`WriteError::InUse`] if another process writes the table, and
/// [`WriteError::Io`] if a file can't be removed.
pub fn remove_table(folder: impl AsRef<Path>) -> Result<(), WriteError> {
    let table = folder.as_ref();
    if !table.join(NAME).is_file() || !table.join(LOCK).is_file() {
        return Err(WriteError::NotATable { table: table.to_owned() });
    }
    let _lock = lock(table)?;
    let columns: Vec<_> = RUN_COLUMNS.iter().take(PARTITION_COLUMNS).map(|column| column.name).collect();
    remove_parts(table, &columns)?;
    // The list and the lock go last, so that a removal that was stopped can be repeated.
    let errors = table.join(ERRORS);
    for file in [errors.with_extension("parquet.tmp"), errors.clone(), table.join(NAME).with_extension("tmp")] {
        remove(fs::remove_file(&file), &file)?;
    }
    if let Some(folder) = errors.parent() {
        remove(fs::remove_dir(folder), folder)?;
    }
    for file in [table.join(NAME), table.join(LOCK)] {
        remove(fs::remove_file(&file), &file)?;
    }
    remove(fs::remove_dir(table), table)
}

/// Removes the parts in the folders of the columns, and those of these folders that are empty then.
fn remove_parts(folder: &Path, columns: &[&str]) -> Result<(), WriteError> {
    for entry in read_dir(folder).map_err(|error| io_error(folder, error))? {
        let path = entry.map_err(|error| io_error(folder, error))?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        match columns {
            // The names of columns can have a prefix.
            [column, rest @ ..] => {
                let is_value = name.split_once('=').is_some_and(|(name, _)| name.ends_with(column));
                if is_value && path.is_dir() && !path.is_symlink() {
                    remove_parts(&path, rest)?;
                    remove(fs::remove_dir(&path), &path)?;
                }
            }
            [] => {
                let is_part =
                    name.strip_prefix("part-").and_then(|name| name.split_once('.')).is_some_and(|(number, end)| {
                        number.bytes().all(|digit| digit.is_ascii_digit()) && ["parquet", "parquet.tmp"].contains(&end)
                    });
                if is_part {
                    remove(fs::remove_file(&path), &path)?;
                }
            }
        }
    }
    Ok(())
}

/// What is not there is removed, and a folder with other files stays.
fn remove(result: io::Result<()>, path: &Path) -> Result<(), WriteError> {
    match result {
        Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::DirectoryNotEmpty) => {
            Err(io_error(path, error))
        }
        _ => Ok(()),
    }
}
