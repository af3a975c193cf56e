//! Finds the broken value in a text that could not be parsed.
//!
//! The parser's own path can end above the value, because fields before a value's `kind` are buffered. So the text is searched
//! again for the innermost broken value. An error names this value and its position, not the field within it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_path_to_error::{Path, Segment};

use super::depth::{PARSER_LIMIT, nesting};
use super::value::RenderedValue;

type Fields<'j> = BTreeMap<Cow<'j, str>, &'j RawValue>;

/// The path of the innermost broken value on or below `path`, and its position in the text. `None` if there is no rendered
/// value on `path`, or if the text is nested too deeply to try its parts.
pub(super) fn innermost(json: &str, path: &Path) -> Option<(String, usize)> {
    if nesting(json) > PARSER_LIMIT {
        return None;
    }
    let mut at: &RawValue = serde_json::from_str(json).ok()?;
    let (mut walked, mut rendered) = (String::new(), None);
    for segment in path.iter() {
        (at, walked) = match segment {
            Segment::Map { key } if walked.is_empty() => (member(at, key)?, key.clone()),
            Segment::Map { key } => (member(at, key)?, format!("{walked}.{key}")),
            Segment::Seq { index } => (element(at, *index)?, format!("{walked}[{index}]")),
            _ => return None,
        };
        if member(at, "kind").is_some() {
            rendered = Some((walked.clone(), at));
        }
    }
    let (mut path, mut value) = rendered?;
    while let Some((step, inner)) = broken_part(value) {
        path.push_str(&step);
        value = inner;
    }
    Some((path, (value.get().as_ptr() as usize).checked_sub(json.as_ptr() as usize)?))
}

fn member<'j>(value: &'j RawValue, name: &str) -> Option<&'j RawValue> {
    serde_json::from_str::<Fields<'j>>(value.get()).ok()?.get(name).copied()
}

fn element(value: &RawValue, index: usize) -> Option<&RawValue> {
    serde_json::from_str::<Vec<&RawValue>>(value.get()).ok()?.get(index).copied()
}

/// The first broken part of a rendered value.
fn broken_part(value: &RawValue) -> Option<(String, &RawValue)> {
    #[derive(Deserialize)]
    struct Parts<'j> {
        #[serde(borrow, default)]
        members: Vec<&'j RawValue>,
        #[serde(borrow, default)]
        elements: Vec<&'j RawValue>,
        #[serde(borrow)]
        deref: Option<&'j RawValue>,
        #[serde(borrow)]
        partial: Option<&'j RawValue>,
    }
    let parts: Parts<'_> = serde_json::from_str(value.get()).ok()?;
    let members = parts.members.into_iter().enumerate();
    let members = members.filter_map(|(at, of)| Some((format!(".members[{at}].value"), member(of, "value")?)));
    let elements = parts.elements.into_iter().enumerate().map(|(at, of)| (format!(".elements[{at}]"), of));
    let single = [(".deref", parts.deref), (".partial", parts.partial)];
    let single = single.into_iter().filter_map(|(step, of)| Some((step.to_owned(), of?)));
    members.chain(elements).chain(single).find(|(_, of)| serde_json::from_str::<RenderedValue>(of.get()).is_err())
}
