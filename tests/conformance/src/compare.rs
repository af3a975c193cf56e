//! The first difference between the answers of both sides.

use serde_json::Value;

use crate::{ours, theirs};

/// Compares both views' answers about a report. Panics with the first difference and the report.
#[track_caller]
pub fn assert_same(report: &Value) {
    if let Some(difference) = difference(report) {
        let report = serde_json::to_string_pretty(report).unwrap_or_default();
        let shown: String = report.chars().take(20_000).collect();
        panic!("{difference}\nin the report\n{shown}");
    }
}

/// Reads and writes a document with both sides. Panics if the written documents differ.
#[track_caller]
pub fn assert_documents_agree(document: &Value) {
    let json = document.to_string();
    let (mut ours, mut theirs) = (ours::document(&json), theirs::document(&json));
    without_stamp(&mut ours);
    without_newer_fields(&mut ours);
    without_newer_fields(&mut theirs);
    if let Some(difference) = differs(&mut "document".to_owned(), &ours, &theirs) {
        panic!("{difference}\nin the document\n{document:#}");
    }
}

fn difference(report: &Value) -> Option<String> {
    let json = report.to_string();
    let (mut ours, mut theirs) = (ours::observe(&json), theirs::observe(&json));
    if let Some(report) = ours.get_mut("report") {
        without_stamp(report);
    }
    without_newer_fields(&mut ours);
    without_newer_fields(&mut theirs);
    differs(&mut "report".to_owned(), &ours, &theirs)
}

/// Removes the part of a report that `ktsnap capture` adds and the harness does not keep.
fn without_stamp(report: &mut Value) {
    if let Some(report) = report.as_object_mut() {
        report.remove("ktsnap_capture");
    }
}

/// Removes the fields that an older version of the harness lacks, wherever they are.
fn without_newer_fields(answer: &mut Value) {
    match answer {
        Value::Object(fields) => {
            fields.retain(|name, _| !theirs::LACKS.contains(&name.as_str()));
            fields.values_mut().for_each(without_newer_fields);
        }
        Value::Array(elements) => elements.iter_mut().for_each(without_newer_fields),
        _ => {}
    }
}

fn differs(path: &mut String, ours: &Value, theirs: &Value) -> Option<String> {
    if is_departure(path, ours, theirs) {
        return None;
    }
    let mut within = |step: String, ours: &Value, theirs: &Value| {
        let len = path.len();
        path.push_str(&step);
        let difference = differs(path, ours, theirs);
        path.truncate(len);
        difference
    };
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) if ours.keys().eq(theirs.keys()) => {
            ours.iter().zip(theirs.values()).find_map(|((key, ours), theirs)| within(format!(" / {key}"), ours, theirs))
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => ours
            .iter()
            .zip(theirs)
            .enumerate()
            .find_map(|(at, (ours, theirs))| within(format!(" [{at}]"), ours, theirs)),
        (ours, theirs) if ours == theirs => None,
        (ours, theirs) => Some(format!("{path}\n  ktsnap: {}\n  ktstr:  {}", shown(ours), shown(theirs))),
    }
}

/// An answer for a message, cut if it is a whole view.
fn shown(answer: &Value) -> String {
    const SHOWN: usize = 1_000;
    let answer = answer.to_string();
    match answer.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}... ({} bytes)", &answer[..end], answer.len()),
        None => answer,
    }
}

/// ktsnap reports an unrendered section in cases where the harness reports that no section holds the names.
fn is_departure(path: &str, ours: &Value, theirs: &Value) -> bool {
    let kind = |value: &Value| value.as_object().and_then(|value| value.keys().next().cloned());
    path.contains("via")
        && path.ends_with("error")
        && kind(ours).as_deref() == Some("MapRenderIncomplete")
        && kind(theirs).as_deref() == Some("VarNotFound")
}
