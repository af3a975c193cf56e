//! Where in a text a rendered value is broken.
//!
//! A rendered value is tagged by a field, so the parser reads it whole before it knows what it should be: what is wrong
//! deep inside it is reported at its end. On the way to an error message the value is gone through once more.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;
use serde_path_to_error::{Path, Segment};

use super::depth::{PARSER_LIMIT, nesting};
use super::value::RenderedValue;

type Object<'j> = BTreeMap<Cow<'j, str>, &'j RawValue>;

/// The innermost broken value at or below `path`: its own path, and where it starts in the text. `None` where what
/// stands at `path` is no rendered value, or nests too deep to be tried part by part.
pub(super) fn innermost(json: &str, path: &Path) -> Option<(String, usize)> {
    if nesting(json) > PARSER_LIMIT {
        return None;
    }
    let mut value: &RawValue = serde_json::from_str(json).ok()?;
    for segment in path.iter() {
        value = match segment {
            Segment::Map { key } => member(value, key)?,
            Segment::Seq { index } => element(value, *index)?,
            _ => return None,
        };
    }
    member(value, "kind")?;
    let mut path = path.to_string();
    while let Some((step, inner)) = broken_part(value) {
        path.push_str(&step);
        value = inner;
    }
    Some((path, (value.get().as_ptr() as usize).checked_sub(json.as_ptr() as usize)?))
}

fn member<'j>(value: &'j RawValue, name: &str) -> Option<&'j RawValue> {
    serde_json::from_str::<Object<'j>>(value.get()).ok()?.get(name).copied()
}

fn element(value: &RawValue, index: usize) -> Option<&RawValue> {
    serde_json::from_str::<Vec<&RawValue>>(value.get()).ok()?.get(index).copied()
}

/// The first part of a rendered value that is broken itself.
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
