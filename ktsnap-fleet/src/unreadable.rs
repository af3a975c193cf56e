//! Files that give no row, or a row that lacks something.

use std::process::ExitCode;

use ktsnap_cli::fleet::{Failure, note};
use ktsnap_table::FileError;

/// The most errors that are printed.
const MOST: usize = 3;

/// Prints the first errors, and how to see all. With `strict`, they are a failure.
pub(crate) fn report(errors: &[FileError], all: &str, strict: bool) -> Result<ExitCode, Failure> {
    for FileError { file, message, .. } in errors.iter().take(MOST) {
        note(format_args!("{}: {message}", file.display()));
    }
    if let Some(more) = errors.len().checked_sub(MOST).filter(|more| *more > 0) {
        note(format_args!("and {more} more: {all}"));
    }
    Ok(if strict && !errors.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
