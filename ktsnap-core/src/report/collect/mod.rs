//! Reads a report from a value that serializes as one, such as the report type of any version of the harness.
//!
//! The contract is the format, not the type: a [serializer](serializer) sees the fields in the order in which the value
//! gives them, and serializes only those that are [wanted](projected). What it keeps is buffered and then read by the same
//! implementations that read JSON, so that both agree on fields, kinds and errors.

mod any;
mod map;
mod projected;
mod serializer;
mod text;

use serde::Serialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;

use self::any::Any;
use self::projected::Report;
use self::serializer::{CollectError, Depth};
use super::buffer::Buffered;
use super::depth::{MAX_SERIALIZED_DEPTH, PARSER_LIMIT, on_deep_stack};
use super::wanted::Wanted;
use super::{FailureDumpMap, FailureDumpReport, FailureDumpReportAny, ReportError};

/// Collects the wanted parts of a report, or of the late half of a `dual` document. `None` for a value of another form: the
/// caller then reads the [whole](whole) of it.
pub(crate) fn projected<'k>(
    report: &impl Serialize,
    want: &'k dyn Fn(&FailureDumpMap) -> Wanted<'k>,
) -> Option<FailureDumpReport> {
    Depth::new(PARSER_LIMIT).collect(report, Report { want }).ok()
}

/// Collects a document of any kind.
pub(crate) fn whole(document: &impl Serialize) -> Result<FailureDumpReportAny, ReportError> {
    let kept = Depth::new(MAX_SERIALIZED_DEPTH).collect(document, Any).map_err(|error| match error {
        CollectError::TooDeep => {
            ReportError::TooDeep { file: None, depth: MAX_SERIALIZED_DEPTH + 1, most: MAX_SERIALIZED_DEPTH }
        }
        error => ReportError::Value { path: ".".to_owned(), reason: error.to_string() },
    })?;
    if let Some(found) = other_schema(&kept) {
        return Err(ReportError::Schema { file: None, found: found.to_owned() });
    }
    if kept.nesting() <= PARSER_LIMIT {
        read(kept)
    } else {
        let file = std::path::PathBuf::new();
        on_deep_stack(|| read(kept)).map_err(|source| ReportError::Io { file, source })?
    }
}

fn read(kept: Buffered) -> Result<FailureDumpReportAny, ReportError> {
    let kept = IntoDeserializer::<Error>::into_deserializer(kept.with_first("schema"));
    serde_path_to_error::deserialize(kept).map_err(|error| {
        let path = error.path().to_string();
        ReportError::Value { path, reason: error.into_inner().to_string() }
    })
}

/// The schema of a document that is not of the three kinds.
fn other_schema(document: &Buffered) -> Option<&str> {
    let Buffered::Object(fields) = document else { return None };
    fields.iter().find(|(name, _)| name.0 == "schema").and_then(|(_, schema)| match schema {
        Buffered::Text(schema) if !["single", "dual", "degraded"].contains(&schema.as_str()) => Some(schema.as_str()),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
