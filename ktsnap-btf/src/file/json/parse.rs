//! Parses the JSON of a layout file.

use serde::Deserialize;
use serde_json::Value;
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

use super::{JsonDocument, VERSION};
use crate::file::error::{LayoutFileError, cut, entry, on_one_line, short};

/// The number of characters that a message shows of a part with the wrong type, which can be as long as the file.
const MAX_MESSAGE: usize = 200;

/// Parses a file and checks its version.
pub(in crate::file) fn parse(text: &[u8]) -> Result<JsonDocument, LayoutFileError> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let document: JsonDocument = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let place = shown(error.path());
        describe(text, error.inner(), place)
    })?;
    json.end().map_err(|error| describe(text, &error, String::new()))?;
    if document.ktsnap_layout != VERSION {
        return Err(LayoutFileError::Version { found: document.ktsnap_layout.to_string() });
    }
    Ok(document)
}

fn describe(text: &[u8], error: &serde_json::Error, place: String) -> LayoutFileError {
    // serde_json appends the position, which the error has in fields of its own.
    let text_of_error = error.to_string();
    let reason = text_of_error.rsplit_once(" at line ").map_or(text_of_error.as_str(), |(reason, _)| reason);
    let reason = on_one_line(&cut(reason, MAX_MESSAGE));
    let (line, column) = (error.line(), error.column());
    if error.classify() != Category::Data {
        return LayoutFileError::NotJson { line, column, reason };
    }
    // A file of another version or kind does not need to have these parts.
    if text.trim_ascii_start().first() != Some(&b'{') {
        return LayoutFileError::NotLayout;
    }
    match version(text) {
        Some(Some(version)) if version == VERSION => LayoutFileError::Shape { line, place, reason },
        Some(Some(found)) => LayoutFileError::Version { found: short(&found.to_string()) },
        Some(None) => LayoutFileError::NotLayout,
        None => LayoutFileError::Shape { line, place, reason },
    }
}

/// The version of a document: the inner option is `None` if the document has no version, the outer one if it can't be parsed.
fn version(text: &[u8]) -> Option<Option<Value>> {
    #[derive(Deserialize)]
    struct JsonHead {
        ktsnap_layout: Option<Value>,
    }
    serde_json::from_slice(text).map(|JsonHead { ktsnap_layout }| ktsnap_layout).ok()
}

/// The path to a part of the document: `sections[".bss"].vars[3].offset`. Empty for the whole document.
fn shown(path: &Path) -> String {
    let mut shown = String::new();
    for segment in path {
        match segment {
            Segment::Seq { index } => shown.push_str(&format!("[{index}]")),
            Segment::Map { key } if key.bytes().all(|letter| letter.is_ascii_alphanumeric() || letter == b'_') => {
                shown.push_str(if shown.is_empty() { "" } else { "." });
                shown.push_str(&short(key));
            }
            Segment::Map { key } => shown = entry(&shown, key),
            Segment::Enum { .. } | Segment::Unknown => {}
        }
    }
    shown
}
