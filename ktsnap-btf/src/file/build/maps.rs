//! Builds the maps of a file.

use super::types::TypeBuilder;
use super::{check_name, check_spelling};
use crate::file::error::{LayoutFileError, entry, short};
use crate::file::json::{JsonDocument, JsonMap, JsonMapPart};
use crate::layout::{Map, MapKind};
use crate::text::Text;
use crate::types::Type;

/// All maps of the file, by name.
pub(super) fn maps<'d>(document: &'d JsonDocument, builder: &mut TypeBuilder<'d>) -> Result<Vec<Map>, LayoutFileError> {
    document.maps.iter().map(|(name, json)| map(name, json, builder)).collect()
}

fn map<'d>(name: &str, json: &'d JsonMap, builder: &mut TypeBuilder<'d>) -> Result<Map, LayoutFileError> {
    let place = || entry("maps", name);
    check_name(name, &place)?;
    let kind = MapKind::from_name(&json.kind).ok_or_else(|| {
        let reason = format!("unknown map type `{}`", short(&json.kind));
        LayoutFileError::damaged(format!("{}.type", place()), reason)
    })?;
    let (key, key_c_type) = part(&json.key, builder, &|| format!("{}.key", place()))?;
    let (value, value_c_type) = part(&json.value, builder, &|| format!("{}.value", place()))?;
    Ok(Map {
        name: name.into(),
        kind,
        key,
        key_c_type,
        value,
        value_c_type,
        key_size: json.key.size,
        value_size: json.value.size,
        max_entries: json.max_entries,
    })
}

/// The type of a key or value, and its spelling in C.
fn part<'d>(
    json: &'d JsonMapPart,
    builder: &mut TypeBuilder<'d>,
    place: &dyn Fn() -> String,
) -> Result<(Option<Type>, Option<Text>), LayoutFileError> {
    let wrong = |reason: &str| LayoutFileError::damaged(place(), reason);
    match (&json.ty, &json.c_type) {
        (None, None) => Ok((None, None)),
        (Some(ty), Some(c_type)) => {
            check_spelling(c_type, place)?;
            let ty = builder.ty(ty, place)?;
            if ty == Type::Opaque || ty.size() != Some(json.size) {
                return Err(wrong("its type has a different size"));
            }
            Ok((Some(ty), Some(c_type.clone())))
        }
        _ => Err(wrong("`type` and `c_type` must appear together")),
    }
}
