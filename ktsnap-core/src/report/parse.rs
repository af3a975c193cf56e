//! From text to a report.

use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use thiserror::Error;

use super::FailureDumpReport;

/// Why a text or file is no report.
///
/// ```
/// use ktsnap_core::{FailureDumpReport, ReportError};
///
/// let dual = r#"{"schema": "dual", "late": {"schema": "single", "maps": []}}"#;
/// let error = FailureDumpReport::from_json(dual).unwrap_err();
/// assert!(matches!(&error, ReportError::Schema { found, .. } if found == "dual"));
/// assert!(error.to_string().contains("`single`"));
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The file could not be read.
    #[error("can't read {}: {source}; give the path of a report that the harness wrote", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system answered.
        source: io::Error,
    },
    /// The text is not JSON, or not a report.
    #[error("{}not a report: {source}; check that the file was written to its end", in_file(path.as_ref()))]
    Json {
        /// The file, if the text came from one.
        path: Option<PathBuf>,
        /// What is wrong, with line and column.
        source: serde_json::Error,
    },
    /// A document of another kind.
    #[error(
        "{}the document's schema is `{found}`, a report's is `single`; pass one of the reports inside it",
        in_file(path.as_ref())
    )]
    Schema {
        /// The file, if the text came from one.
        path: Option<PathBuf>,
        /// The schema that the document names.
        found: String,
    },
}

fn in_file(path: Option<&PathBuf>) -> String {
    path.map(|path| format!("{}: ", path.display())).unwrap_or_default()
}

/// All that is read of a document to tell its kind.
#[derive(Deserialize)]
struct SchemaOnly {
    schema: String,
}

impl FailureDumpReport {
    /// Reads a report from JSON.
    ///
    /// # Errors
    ///
    /// [`ReportError::Json`] for text that is no report, with line and column; [`ReportError::Schema`] for a document
    /// of another kind (`dual`, `degraded`).
    ///
    /// ```
    /// use ktsnap_core::FailureDumpReport;
    ///
    /// let report = FailureDumpReport::from_json(r#"{"schema": "single", "maps": []}"#)?;
    /// assert_eq!(report.schema, "single");
    /// # Ok::<(), ktsnap_core::ReportError>(())
    /// ```
    pub fn from_json(json: &str) -> Result<Self, ReportError> {
        Self::parse(json, None)
    }

    /// Reads a report from a file.
    ///
    /// # Errors
    ///
    /// [`ReportError::Io`] when the file can't be read or is not UTF-8, else those of
    /// [`from_json`](Self::from_json), with the path.
    ///
    /// ```
    /// use ktsnap_core::{FailureDumpReport, ReportError};
    ///
    /// let error = FailureDumpReport::from_path("no-such.failure-dump.json").unwrap_err();
    /// assert!(matches!(error, ReportError::Io { .. }));
    /// ```
    pub fn from_path(path: impl AsRef<Path>) -> Result<Self, ReportError> {
        let path = path.as_ref();
        let json = std::fs::read_to_string(path).map_err(|source| ReportError::Io { path: path.to_owned(), source })?;
        Self::parse(&json, Some(path))
    }

    fn parse(json: &str, path: Option<&Path>) -> Result<Self, ReportError> {
        let path = path.map(Path::to_owned);
        match serde_json::from_str::<Self>(json) {
            Ok(report) if report.schema == "single" => Ok(report),
            Ok(report) => Err(ReportError::Schema { path, found: report.schema }),
            // A document of another kind lacks a report's fields; naming its kind helps more than naming those.
            Err(source) => match serde_json::from_str::<SchemaOnly>(json) {
                Ok(document) if document.schema != "single" => {
                    Err(ReportError::Schema { path, found: document.schema })
                }
                _ => Err(ReportError::Json { path, source }),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(json: &str) -> String {
        FailureDumpReport::from_json(json).unwrap_err().to_string()
    }

    #[test]
    fn a_text_cut_short_is_an_error_that_says_where() {
        let message = error(r#"{"schema": "single", "maps": ["#);
        assert!(message.contains("line 1 column 30"), "{message}");
    }

    #[test]
    fn a_document_of_another_kind_is_named() {
        assert!(error(r#"{"schema":"degraded","reason":"no vCPU"}"#).contains("`degraded`"));
        assert!(error(r#"{"schema":"other","maps":[]}"#).contains("`other`"));
    }

    #[test]
    fn a_report_that_is_broken_inside_is_not_blamed_on_its_schema() {
        let message = error(r#"{"schema":"single","maps":[{"name":"a.bss"}]}"#);
        assert!(message.contains("map_type"), "{message}");
    }

    #[test]
    fn a_document_that_nests_without_end_is_an_error() {
        let deep = r#"{"kind":"truncated","needed":1,"had":0,"partial":"#.repeat(100_000);
        let json = format!(
            r#"{{"schema":"single","maps":[{{"name":"a","map_type":2,"value_size":1,"max_entries":1,"value":{deep}"#
        );
        assert!(error(&json).contains("recursion limit"));
    }

    #[test]
    fn a_path_stands_in_front_of_what_is_wrong_with_the_file() {
        let path = std::env::temp_dir().join(format!("ktsnap-parse-{}.json", std::process::id()));
        std::fs::write(&path, "[]").unwrap();
        let message = FailureDumpReport::from_path(&path).unwrap_err().to_string();
        std::fs::remove_file(&path).unwrap();
        assert!(message.starts_with(&path.display().to_string()), "{message}");
    }
}
