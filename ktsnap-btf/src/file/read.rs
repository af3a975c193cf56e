//! From JSON to the rows of a file.

use serde::Deserialize;
use serde_json::Value;
use serde_json::error::Category;
use serde_path_to_error::{Path, Segment};

use super::document::{Document, VERSION};
use super::error::{LayoutFileError, cut, entry, on_one_line, short};

/// How much is told of what a part is in place of what it should be, which may be all of the file.
const MAX_MESSAGE: usize = 200;

/// The rows of a file.
pub(super) fn read(text: &[u8]) -> Result<Document, LayoutFileError> {
    let mut json = serde_json::Deserializer::from_slice(text);
    let document: Document = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let place = shown(error.path());
        told(text, error.inner(), place)
    })?;
    json.end().map_err(|error| told(text, &error, String::new()))?;
    if document.ktsnap_layout != VERSION {
        return Err(LayoutFileError::Version { found: document.ktsnap_layout.to_string() });
    }
    Ok(document)
}

fn told(text: &[u8], error: &serde_json::Error, place: String) -> LayoutFileError {
    let what = error.to_string();
    let what = what.rsplit_once(" at line ").map_or(what.as_str(), |(what, _)| what);
    let what = on_one_line(&cut(what, MAX_MESSAGE));
    let (line, column) = (error.line(), error.column());
    if error.classify() != Category::Data {
        return LayoutFileError::NotJson { line, column, what };
    }
    // A file of another version, or of another kind, is not expected to have these parts.
    if text.trim_ascii_start().first() != Some(&b'{') {
        return LayoutFileError::NotLayout;
    }
    match version(text) {
        Some(Some(version)) if version == VERSION => LayoutFileError::Shape { line, place, what },
        Some(Some(found)) => LayoutFileError::Version { found: short(&found.to_string()) },
        Some(None) => LayoutFileError::NotLayout,
        None => LayoutFileError::Shape { line, place, what },
    }
}

/// The version that a document names, if it names one; `None` if that can't be told.
fn version(text: &[u8]) -> Option<Option<Value>> {
    #[derive(Deserialize)]
    struct Head {
        ktsnap_layout: Option<Value>,
    }
    serde_json::from_slice(text).map(|Head { ktsnap_layout }| ktsnap_layout).ok()
}

/// A place in the document: `sections[".bss"].vars[3].offset`.
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
    if shown.is_empty() { "the file".to_owned() } else { shown }
}
