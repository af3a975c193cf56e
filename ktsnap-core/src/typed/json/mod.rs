//! Typed reads from a report's text, which only keep the parts that the struct needs.

mod ahead;
mod each;

use std::path::Path;
use std::{fs, io};

use thiserror::Error;

pub use self::ahead::Ahead;
pub use self::each::{ReadFiles, read_files};
use super::SnapshotSchema;
use super::error::SchemaError;
use super::needs::Needs;
use super::schema::Schema;
use crate::report::compression::Compression;
use crate::report::scan::scan;
use crate::report::wanted::Wanted;
use crate::report::{FailureDumpMap, FailureDumpReportAny, Half, ReportError};
use crate::view::Snapshot;

/// The reason why a struct could not be read from a text or file.
///
/// ```
/// use ktsnap_core::typed::ReadError;
/// use ktsnap_core::{FailureDumpReport, SchemaError, SnapshotError};
///
/// let report = FailureDumpReport::from_json("{}").unwrap_err();
/// assert!(matches!(ReadError::from(report), ReadError::Report(_)));
/// let schema = SchemaError::from(SnapshotError::PlaceholderSnapshot { tag: None });
/// assert!(matches!(ReadError::from(schema), ReadError::Schema(_)));
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The file can't be read, or the text is not a report.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The struct can't be read from the report.
    #[error(transparent)]
    Schema(#[from] SchemaError),
}

pub(super) fn from_slice<T: SnapshotSchema>(json: &[u8]) -> Result<T, ReadError> {
    read(text(json)?, None)
}

pub(super) fn from_path<T: SnapshotSchema>(file: &Path) -> Result<T, ReadError> {
    read(&text_of(file)?, Some(file))
}

/// The text of a report's bytes.
///
/// # Errors
///
/// [`ReportError::NotUtf8`] and [`ReportError::Compressed`].
pub fn text(json: &[u8]) -> Result<&str, ReportError> {
    not_compressed(json, None)?;
    str::from_utf8(json).map_err(|error| ReportError::NotUtf8 { offset: error.valid_up_to() })
}

/// Reads the text of a report's file.
///
/// # Errors
///
/// [`ReportError::Io`] if it can't be read or is not UTF-8, and [`ReportError::Compressed`].
pub fn text_of(file: &Path) -> Result<String, ReportError> {
    let failed = |source| ReportError::Io { file: file.to_owned(), source };
    let bytes = fs::read(file).map_err(failed)?;
    not_compressed(&bytes, Some(file))?;
    String::from_utf8(bytes).map_err(|error| failed(io::Error::new(io::ErrorKind::InvalidData, error.utf8_error())))
}

fn not_compressed(bytes: &[u8], file: Option<&Path>) -> Result<(), ReportError> {
    Compression::of(bytes).map_or(Ok(()), |format| {
        let file = file.map(Path::to_owned);
        Err(ReportError::Compressed { file, format: format.name(), command: format.command() })
    })
}

fn read<T: SnapshotSchema>(json: &str, file: Option<&Path>) -> Result<T, ReadError> {
    read_with(json, file, &T::schemas(), T::from_snapshot)
}

/// Reads from the kept parts. If that fails, the whole report is parsed, because errors describe all of it.
///
/// # Errors
///
/// Those of [`SnapshotSchema::from_json_path`], with this file.
#[inline]
pub fn read_with<R>(
    json: &str,
    file: Option<&Path>,
    schemas: &[&'static Schema],
    read: impl Fn(&Snapshot<'_>) -> Result<R, SchemaError>,
) -> Result<R, ReadError> {
    if let Some(kept) = kept(json, schemas, |half| half != Some(Half::Early))
        && let Some(late) = kept.late()
        && let Ok(read) = read(&Snapshot::new(late))
    {
        return Ok(read);
    }
    let report = FailureDumpReportAny::from_text_of(json, file)?.into_late(file)?;
    Ok(read(&Snapshot::new(&report))?)
}

/// A document with only the candidate maps of the halves that `is_read`, and the headers of the maps that identify the running
/// scheduler.
pub(crate) fn kept(
    json: &str,
    schemas: &[&'static Schema],
    is_read: impl Fn(Option<Half>) -> bool,
) -> Option<FailureDumpReportAny> {
    let needs = Needs::of(schemas);
    scan(json, |half, map| if is_read(half) { needs.wanted(map) } else { Wanted::Nothing })
}

/// Reads a document with the wanted parts of each map, for programs that follow many reports: `want` gets the half of a `dual`
/// document and the map's header. A text that is not in the form in which the harness writes reports is read whole.
///
/// # Errors
///
/// Those of [`FailureDumpReportAny::from_path`].
pub fn projected<'w>(
    json: &str,
    file: &Path,
    want: impl Fn(Option<Half>, &FailureDumpMap) -> Wanted<'w>,
) -> Result<FailureDumpReportAny, ReportError> {
    scan(json, want).map_or_else(|| FailureDumpReportAny::from_text_of(json, Some(file)), Ok)
}

/// Whether the scanner reads a text, so that a read only keeps what the struct needs. For tests.
#[must_use]
pub fn takes_fast_path(json: &str) -> bool {
    scan(json, |_, _| Wanted::Header).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_form_of_the_harness_is_scanned() {
        assert!(takes_fast_path(r#"{"schema":"single","maps":[]}"#));
        assert!(!takes_fast_path(r#"{"schema": "single", "maps": []}"#), "it has spaces");
    }
}
