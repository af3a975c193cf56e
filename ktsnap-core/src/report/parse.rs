//! Parses text into a report.

use std::io;
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Deserializer;
use thiserror::Error;

use super::collect;
use super::depth::{MAX_DEPTH, PARSER_LIMIT, nesting, on_deep_stack};
use super::locate::innermost;
use super::scan::scan;
use super::wanted::Wanted;
use super::{FailureDumpReport, FailureDumpReportAny};
use crate::typed::json::text_of;

/// Why a text or file could not be read as a report.
///
/// ```
/// use ktsnap_core::{FailureDumpReport, ReportError};
///
/// let degraded = r#"{"schema": "degraded", "reason": "late", "watchpoint_hit": false, "bss_latch_state": "latched"}"#;
/// let error = FailureDumpReport::from_json(degraded).unwrap_err();
/// assert!(matches!(&error, ReportError::Degraded { reason, .. } if reason == "late"));
///
/// let error = FailureDumpReport::from_json(r#"{"schema": "single", "maps": [{"name": 7}]}"#).unwrap_err();
/// assert!(error.to_string().contains("maps[0].name"));
/// ```
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ReportError {
    /// The file could not be read.
    #[error("can't read {}: {source}; pass the path of a report that the harness wrote", file.display())]
    Io {
        /// The file.
        file: PathBuf,
        /// The system's error.
        source: io::Error,
    },
    /// The text is compressed. Only the command line decompresses reports.
    #[error(
        "{}not JSON but {format}; decompress it with `{command}`, and pass the bytes to `from_json_slice`",
        within(file.as_ref())
    )]
    Compressed {
        /// The file, if the text came from one.
        file: Option<PathBuf>,
        /// The format, such as `gzip` or `zstd`.
        format: &'static str,
        /// The command that writes the contents of a file to standard output, without the file.
        command: &'static str,
    },
    /// The bytes are not UTF-8 text.
    #[error("not a report: invalid UTF-8 at byte {offset}; check that the file was written completely")]
    NotUtf8 {
        /// The number of valid bytes before the first invalid byte.
        offset: usize,
    },
    /// The text is not JSON, or not a report.
    #[error(
        "{}not a report: {} at byte {offset}, in {path}; check that the file was written completely",
        within(file.as_ref()), without_position(source)
    )]
    Json {
        /// The file, if the text came from one.
        file: Option<PathBuf>,
        /// The byte at which reading stopped, or at which a broken value starts.
        offset: usize,
        /// The path to that position in the document, such as `maps[3].value.members[0]`; `.` for the top.
        path: String,
        /// The parser's error, with the line and column at which it stopped. It is serde_json's own type, so that `is_eof`
        /// distinguishes a text that was cut short from a broken one.
        source: serde_json::Error,
    },
    /// A value in memory does not serialize as a report.
    #[error("not a report: {reason}, in {path}; pass the report of a snapshot of the harness, `snapshot.report()`")]
    Value {
        /// The path to the part that a report can't hold, such as `maps[3].value.members[0]`; `.` for the whole value.
        path: String,
        /// The form that the part has.
        reason: String,
    },
    /// The document nests deeper than [`MAX_DEPTH`], or a value in memory deeper than
    /// [`MAX_SERIALIZED_DEPTH`](super::MAX_SERIALIZED_DEPTH).
    #[error("{}the document nests {depth} levels deep, more than {most}; it is not a report of the harness", within(file.as_ref()))]
    TooDeep {
        /// The file, if the text came from one.
        file: Option<PathBuf>,
        /// The number of nested levels. Those of a value in memory are only counted up to the limit.
        depth: usize,
        /// The limit.
        most: usize,
    },
    /// The document holds no report, since no freeze succeeded.
    #[error(
        "{}the document is `degraded`: no freeze succeeded ({reason}), so it holds no maps; what else is known is in \
         `FailureDumpReportAny`",
        within(file.as_ref())
    )]
    Degraded {
        /// The file, if the text came from one.
        file: Option<PathBuf>,
        /// The reason that the document gives.
        reason: String,
    },
    /// The document is of an unknown kind.
    #[error(
        "{}not a report: the document's schema is `{found}`, but that of a report is `single`, `dual` or `degraded`; give a \
         document that the harness wrote",
        within(file.as_ref())
    )]
    Schema {
        /// The file, if the text came from one.
        file: Option<PathBuf>,
        /// The document's schema.
        found: String,
    },
}

fn within(file: Option<&PathBuf>) -> String {
    file.map(|file| format!("{}: ", file.display())).unwrap_or_default()
}

/// The parser's message without its line and column, which can be after the broken value.
fn without_position(source: &serde_json::Error) -> String {
    let message = source.to_string();
    message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what).to_owned()
}

impl FailureDumpReport {
    /// Reads a report from JSON. Of a `dual` document, the report is the late [half](Self::half);
    /// [`FailureDumpReportAny`] has both.
    ///
    /// At most 16 bytes of memory are in use for each byte of the text, and about two for a report of the harness.
    ///
    /// # Errors
    ///
    /// [`ReportError::Json`] if the text is not a report, with byte offset and path; [`ReportError::Degraded`] for a document
    /// without a report; [`ReportError::Schema`] for one of an unknown kind; [`ReportError::TooDeep`] if it is nested too
    /// deeply.
    ///
    /// ```
    /// use ktsnap_core::FailureDumpReport;
    ///
    /// let report = FailureDumpReport::from_json(r#"{"schema": "single", "maps": []}"#)?;
    /// assert_eq!(report.schema, "single");
    /// # Ok::<(), ktsnap_core::ReportError>(())
    /// ```
    pub fn from_json(json: &str) -> Result<Self, ReportError> {
        FailureDumpReportAny::from_json(json)?.into_late(None)
    }

    /// Reads a report from a file.
    ///
    /// # Errors
    ///
    /// [`ReportError::Io`] if the file can't be read or is not UTF-8; [`ReportError::Compressed`]; otherwise the errors of [`from_json`](Self::from_json),
    /// with the file.
    ///
    /// ```
    /// use ktsnap_core::{FailureDumpReport, ReportError};
    ///
    /// let error = FailureDumpReport::from_path("no-such.failure-dump.json").unwrap_err();
    /// assert!(matches!(error, ReportError::Io { .. }));
    /// ```
    pub fn from_path(file: impl AsRef<Path>) -> Result<Self, ReportError> {
        FailureDumpReportAny::from_path(&file)?.into_late(Some(file.as_ref()))
    }

    /// Collects a report from a value that serializes as one, such as the report type of any version of the `ktstr` harness. Of
    /// a `dual` document, the late report is collected.
    ///
    /// To read a struct, use [`SnapshotSchema::from_report`](crate::SnapshotSchema::from_report), which only collects what the
    /// struct needs.
    ///
    /// # Errors
    ///
    /// [`ReportError::Value`] if the value is not a report, with the path in it; [`ReportError::Degraded`],
    /// [`ReportError::Schema`] and [`ReportError::TooDeep`] as in [`from_json`](Self::from_json).
    ///
    /// ```
    /// use ktsnap_core::{FailureDumpReport, Snapshot};
    /// # #[derive(serde::Serialize)]
    /// # struct Theirs { schema: &'static str, maps: Vec<()>, active_obj_name: &'static str }
    /// # let theirs = Theirs { schema: "single", maps: Vec::new(), active_obj_name: "dispatch" };
    ///
    /// // `theirs` is for example the `report()` of the harness's snapshot.
    /// let report = FailureDumpReport::from_serialize(&theirs)?;
    /// assert_eq!(report.active_obj_name.as_deref(), Some("dispatch"));
    /// assert!(Snapshot::new(&report).machine().tasks().is_err());
    /// # Ok::<(), ktsnap_core::ReportError>(())
    /// ```
    pub fn from_serialize(report: &impl Serialize) -> Result<Self, ReportError> {
        collect::whole(report)?.into_late(None)
    }
}

impl FailureDumpReportAny {
    /// Reads a document of any kind from JSON. Its field `schema` names the kind.
    ///
    /// # Errors
    ///
    /// [`ReportError::Json`] if the text is not such a document; [`ReportError::Schema`] if its `schema` is not one of the
    /// three; [`ReportError::TooDeep`] if it is nested too deeply.
    pub fn from_json(json: &str) -> Result<Self, ReportError> {
        parse(json, None)
    }

    /// Reads a document of any kind from a file.
    ///
    /// # Errors
    ///
    /// [`ReportError::Io`] if the file can't be read or is not UTF-8; [`ReportError::Compressed`]; otherwise the errors of [`from_json`](Self::from_json),
    /// with the file.
    ///
    /// ```
    /// use ktsnap_core::report::FailureDumpReportAny;
    ///
    /// assert!(FailureDumpReportAny::from_path("no-such.failure-dump.json").is_err());
    /// ```
    pub fn from_path(file: impl AsRef<Path>) -> Result<Self, ReportError> {
        let file = file.as_ref();
        parse(&text_of(file)?, Some(file))
    }

    /// Reads a document from the text of a file, for [`from_path`](Self::from_path).
    pub(crate) fn from_text_of(json: &str, file: Option<&Path>) -> Result<Self, ReportError> {
        parse(json, file)
    }

    /// The report at the failure.
    pub(crate) fn into_late(self, file: Option<&Path>) -> Result<FailureDumpReport, ReportError> {
        match self {
            Self::Single(report) => Ok(*report),
            Self::Dual(dual) => Ok(dual.late),
            Self::Degraded(degraded) => {
                Err(ReportError::Degraded { file: file.map(Path::to_owned), reason: degraded.reason })
            }
        }
    }
}

/// Parses a document: in one pass if it is one or two reports as the harness writes them, with a second pass for any other valid document.
/// Further passes read a deeply nested document or find the reason for an error.
fn parse(json: &str, file: Option<&Path>) -> Result<FailureDumpReportAny, ReportError> {
    let file = || file.map(Path::to_owned);
    if let Some(document) = scan(json, |_, _| Wanted::Whole) {
        return Ok(document);
    }
    if let Ok(document) = serde_json::from_str(json) {
        return Ok(document);
    }
    let depth = nesting(json);
    let read = if depth <= PARSER_LIMIT {
        unlimited(json)
    } else if depth <= MAX_DEPTH {
        on_deep_stack(|| unlimited(json))
            .map_err(|source| ReportError::Io { file: file().unwrap_or_default(), source })?
    } else {
        return Err(ReportError::TooDeep { file: file(), depth, most: MAX_DEPTH });
    };
    read.map_err(|failure| match other_schema(json) {
        Some(found) => ReportError::Schema { file: file(), found },
        None => ReportError::Json { file: file(), offset: failure.offset, path: failure.path, source: failure.source },
    })
}

/// The reason for which a text was not read, and the position.
struct ParseFailure {
    path: String,
    offset: usize,
    source: serde_json::Error,
}

/// Parses without a limit on the nesting. An error has the path and the byte.
fn unlimited<T: DeserializeOwned>(json: &str) -> Result<T, ParseFailure> {
    let mut deserializer = Deserializer::from_str(json);
    deserializer.disable_recursion_limit();
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let stopped = offset(json, error.inner());
        let (path, offset) = match error.inner().is_data() {
            true => innermost(json, error.path()).unwrap_or_else(|| (error.path().to_string(), stopped)),
            false => (error.path().to_string(), stopped),
        };
        ParseFailure { path, offset, source: error.into_inner() }
    })?;
    let end = deserializer.end();
    end.map_err(|source| ParseFailure { path: ".".to_owned(), offset: offset(json, &source), source })?;
    Ok(value)
}

/// The schema of a document that is not of the three kinds.
fn other_schema(json: &str) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct SchemaOnly {
        schema: String,
    }
    let SchemaOnly { schema } = serde_json::from_str(json).ok()?;
    (!["single", "dual", "degraded"].contains(&schema.as_str())).then_some(schema)
}

/// The byte offset of an error. serde_json counts lines, and bytes within a line.
fn offset(json: &str, error: &serde_json::Error) -> usize {
    let before: usize = json.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    (before + error.column()).min(json.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(json: &str) -> String {
        FailureDumpReport::from_json(json).unwrap_err().to_string()
    }

    fn nested(levels: usize) -> String {
        let open = r#"{"kind":"truncated","needed":1,"had":0,"partial":"#;
        format!(
            r#"{{"schema":"single","maps":[{{"name":"a","map_type":2,"value_size":1,"max_entries":1,"value":{}{}{}}}]}}"#,
            open.repeat(levels),
            r#"{"kind":"uint","bits":8,"value":1}"#,
            "}".repeat(levels)
        )
    }

    #[test]
    fn the_error_of_a_truncated_text_names_the_byte() {
        let json = "{\"schema\": \"single\",\n \"maps\": [";
        let error = FailureDumpReport::from_json(json).unwrap_err();
        assert!(matches!(error, ReportError::Json { offset, .. } if offset == json.len()), "{error}");
    }

    #[test]
    fn an_error_is_at_the_same_byte_however_the_text_is_split_into_lines() {
        let at = |json: &str| match FailureDumpReport::from_json(json) {
            Err(ReportError::Json { offset, .. }) => offset,
            other => panic!("{other:?}"),
        };
        let (head, tail) = ("{\"schema\": \"single\",\n\n \"maps\": [\n  {\"name\": ", "}\n]\n}\n");
        // Reading stops after the broken byte, or after a value of the wrong type.
        for (broken, read) in [("?", 1), ("\"a\", ?", 6), ("5", 1)] {
            let json = format!("{head}{broken}{tail}");
            assert_eq!(at(&json), head.len() + read, "{json}");
            assert_eq!(at(&json.replace('\n', " ")), head.len() + read, "{json}");
        }
        // A second document after the first.
        let json = "{\"schema\": \"single\",\n\"maps\": []}\n\n{";
        assert_eq!(at(json), json.len());
    }

    #[test]
    fn an_error_names_the_path() {
        let message =
            error(r#"{"schema":"single","maps":[{"name":"a","map_type":2,"value_size":-1,"max_entries":1}]}"#);
        assert!(message.contains("maps[0].value_size"), "{message}");
    }

    #[test]
    fn a_broken_value_is_found_deep_inside() {
        let broken = r#"{"kind":"uint","bits":-1,"value":1}"#;
        let array = format!(r#"{{"kind":"array","len":2,"elements":[{{"kind":"bool","value":true}},{broken}]}}"#);
        let value = format!(r#"{{"kind":"struct","type_name":null,"members":[{{"name":"n","value":{array}}}]}}"#);
        let json = nested(2).replace(r#"{"kind":"uint","bits":8,"value":1}"#, &value);
        let error = FailureDumpReport::from_json(&json).unwrap_err();
        let ReportError::Json { offset, path, .. } = &error else { panic!("{error}") };
        assert_eq!(path, "maps[0].value.partial.partial.members[0].value.elements[1]");
        assert_eq!(*offset, json.find(broken).unwrap(), "{error}");
        assert!(error.to_string().ends_with("; check that the file was written completely"));
    }

    #[test]
    fn a_broken_value_is_found_among_fields_that_precede_its_kind() {
        let broken = r#"{"kind":"uint","bits":-1,"value":1}"#;
        let intact = r#"{"kind":"bool","value":true}"#;
        for (fields, kind, step) in [
            (format!(r#""len":2,"elements":[{intact},{broken}]"#), "array", ".elements[1]"),
            (
                format!(r#""members":[{{"name":"a","value":{intact}}},{{"name":"b","value":{broken}}}]"#),
                "struct",
                ".members[1].value",
            ),
            (format!(r#""value":1,"deref":{broken}"#), "ptr", ".deref"),
            (format!(r#""needed":2,"had":1,"partial":{broken}"#), "truncated", ".partial"),
        ] {
            let json =
                nested(0).replace(r#"{"kind":"uint","bits":8,"value":1}"#, &format!(r#"{{{fields},"kind":"{kind}"}}"#));
            let error = FailureDumpReport::from_json(&json).unwrap_err();
            let ReportError::Json { offset, path, .. } = &error else { panic!("{error}") };
            assert_eq!((path, *offset), (&format!("maps[0].value{step}"), json.find(broken).unwrap()), "{json}");
        }
    }

    #[test]
    fn a_broken_value_is_searched_up_to_the_default_depth() {
        // The array is inside the document, the maps and the map, and holds the broken value.
        let error = |levels: usize| {
            let array = r#"{"len":1,"elements":[{"kind":"uint","bits":-1,"value":1}],"kind":"array"}"#;
            let json = nested(levels).replace(r#"{"kind":"uint","bits":8,"value":1}"#, array);
            assert_eq!(nesting(&json), levels + 6);
            let error = FailureDumpReport::from_json(&json).unwrap_err();
            let ReportError::Json { path, .. } = error else { panic!("{error}") };
            path.strip_prefix("maps[0].value").unwrap().trim_start_matches(".partial").to_owned()
        };
        assert_eq!(error(PARSER_LIMIT - 6), ".elements[0]");
        assert_eq!(error(PARSER_LIMIT - 5), "");
    }

    #[test]
    fn a_document_of_another_kind_is_named() {
        let degraded = r#"{"schema":"degraded","reason":"timed out","watchpoint_hit":true,"bss_latch_state":""}"#;
        assert!(error(degraded).contains("`degraded`: no freeze succeeded (timed out)"));
        let deep = format!(r#"{{"schema":"other","maps":{}{}}}"#, "[".repeat(MAX_DEPTH - 1), "]".repeat(MAX_DEPTH - 1));
        for json in [r#"{"schema":"other","maps":[]}"#, &deep] {
            assert_eq!(
                error(json),
                "not a report: the document's schema is `other`, but that of a report is `single`, `dual` or `degraded`; \
                 give a document that the harness wrote"
            );
        }
        assert!(error(r#"{"maps":[]}"#).contains("missing field `schema`"));
    }

    #[test]
    fn a_report_that_is_broken_inside_is_not_blamed_on_its_schema() {
        let message = error(r#"{"schema":"single","maps":[{"name":"a.bss"}]}"#);
        assert!(message.contains("map_type"), "{message}");
    }

    #[test]
    fn a_dual_document_takes_no_more_stack_than_a_thread_has() {
        let report = nested(PARSER_LIMIT - 10);
        let dual = format!(r#"{{"schema":"dual","early":{report},"late":{report}}}"#);
        let read = FailureDumpReportAny::from_json(&dual).unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), dual);
    }

    #[test]
    fn schema_can_be_at_any_position() {
        let report = FailureDumpReport::from_json(r#"{"active_obj_name":"a","maps":[],"schema":"single","x":[1]}"#);
        assert_eq!(report.unwrap().active_obj_name.as_deref(), Some("a"));
    }

    #[test]
    fn a_document_is_read_up_to_the_documented_depth() {
        // The value is inside three levels and holds one more.
        let deepest = MAX_DEPTH - 4;
        for levels in [10, PARSER_LIMIT, deepest] {
            let report = FailureDumpReport::from_json(&nested(levels)).unwrap();
            let again = serde_json::to_string(&report).unwrap();
            assert_eq!(again, nested(levels));
        }
        assert!(matches!(
            FailureDumpReport::from_json(&nested(deepest + 1)),
            Err(ReportError::TooDeep { depth, .. }) if depth == MAX_DEPTH + 1
        ));
    }

    #[test]
    fn an_endlessly_nested_document_is_an_error() {
        let endless = r#"{"schema":"single","maps":"#.to_owned() + &"[".repeat(1_000_000);
        assert!(matches!(FailureDumpReport::from_json(&endless), Err(ReportError::TooDeep { .. })));
    }

    #[test]
    fn the_message_starts_with_the_file() {
        let path = std::env::temp_dir().join(format!("ktsnap-parse-{}.json", std::process::id()));
        std::fs::write(&path, "[]").unwrap();
        let message = FailureDumpReport::from_path(&path).unwrap_err().to_string();
        std::fs::remove_file(&path).unwrap();
        assert!(message.starts_with(&path.display().to_string()), "{message}");
    }
}
