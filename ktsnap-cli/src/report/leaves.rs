//! The leaves of a value, each with its path.

use std::collections::HashMap;

use ktsnap_core::report::{RenderedMember, RenderedValue};

/// The length from which a path is not followed. No C declaration has such a path, and a report of deeply nested structs with long
/// names must not use unbounded memory.
const LONGEST: usize = 1024;

/// A leaf of a value.
pub(crate) enum LeafValue<'v> {
    /// A value without parts, or an array that is too long to visit.
    Value(&'v RenderedValue),
    /// The number of values that exist in C but were not captured.
    Missing(usize),
}

/// Visits the leaves of a value in the order of BTF. An array longer than `longest` is one leaf.
pub(crate) fn leaves<'v>(value: &'v RenderedValue, longest: usize, visit: &mut dyn FnMut(&str, LeafValue<'v>)) {
    walk(value, &mut String::new(), longest, visit);
}

fn walk<'v>(value: &'v RenderedValue, path: &mut String, longest: usize, visit: &mut dyn FnMut(&str, LeafValue<'v>)) {
    if path.len() > LONGEST {
        return visit("", LeafValue::Missing(1));
    }
    let before = path.len();
    match value {
        RenderedValue::Struct { members, .. } => {
            for (name, value) in named(members) {
                if before > 0 && element_name(&name) == name {
                    path.push('.');
                }
                path.push_str(&name);
                walk(value, path, longest, visit);
                path.truncate(before);
            }
        }
        RenderedValue::Array { len, elements } if *len <= longest && shown_text(value).is_none() => {
            for (index, element) in elements.iter().enumerate() {
                path.push_str(&format!("[{index}]"));
                walk(element, path, longest, visit);
                path.truncate(before);
            }
            if elements.len() < *len {
                visit(path, LeafValue::Missing(len - elements.len()));
            }
        }
        RenderedValue::Truncated { partial, .. } => {
            visit(path, LeafValue::Missing(1));
            walk(partial, path, longest, visit);
        }
        other => visit(path, LeafValue::Value(other)),
    }
}

/// The members of a struct, by unique names: members of an unnamed struct are included, and a repeated name gets a number.
pub(crate) fn named(members: &[RenderedMember]) -> Vec<(String, &RenderedValue)> {
    let mut found = Vec::with_capacity(members.len());
    collect(members, &mut found);
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(found.len());
    let name = |(name, value): (&'_ str, _)| (name.to_owned(), value);
    let mut named: Vec<_> = Vec::with_capacity(found.len());
    for (bare, value) in found {
        let times = seen.entry(bare).or_default();
        *times += 1;
        named.push(if *times == 1 { name((bare, value)) } else { (format!("{bare}#{times}"), value) });
    }
    named
}

/// The name of an element among the members of a struct, which are elements of an array that have names: `LOCAL` of `[LOCAL]`.
pub(crate) fn element_name(member: &str) -> &str {
    member.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(member)
}

fn collect<'v>(members: &'v [RenderedMember], found: &mut Vec<(&'v str, &'v RenderedValue)>) {
    for member in members {
        match &member.value {
            RenderedValue::Struct { members, .. } if member.name.is_empty() => collect(members, found),
            value => found.push((&member.name, value)),
        }
    }
}

/// The value of an integer, in a type that sums and differences of 64-bit integers can't overflow.
pub(crate) fn integer(value: &RenderedValue) -> Option<i128> {
    match value {
        RenderedValue::Int { value, .. } => Some((*value).into()),
        RenderedValue::Uint { value, .. } => Some((*value).into()),
        _ => None,
    }
}

/// The text in an array of characters, if it is UTF-8. In BPF objects of clang `char` is a signed 8-bit integer; a `u8` is not a
/// character. An array of zeros is the empty text.
pub(crate) fn text(value: &RenderedValue) -> Option<String> {
    String::from_utf8(before_nul(value)?).ok().filter(|text| !text.chars().any(is_control))
}

/// Like [`text`], for people: bytes that are not UTF-8 are escaped, for example `"caf\xe9"`, since a task can have any bytes as its
/// name. `None` if most of the bytes are not text.
pub(crate) fn shown_text(value: &RenderedValue) -> Option<String> {
    let bytes = before_nul(value)?;
    if let Some(text) = text(value) {
        return Some(text);
    }
    let mut shown = String::with_capacity(bytes.len());
    let mut escaped = 0;
    for chunk in bytes.utf8_chunks() {
        if chunk.valid().chars().any(is_control) {
            return None;
        }
        shown.push_str(&chunk.valid().replace('\\', r"\\"));
        shown.push_str(&chunk.invalid().escape_ascii().to_string());
        escaped += chunk.invalid().len();
    }
    (escaped * 2 <= bytes.len()).then_some(shown)
}

fn is_control(letter: char) -> bool {
    letter.is_control() && letter != '\n' && letter != '\t'
}

/// The bytes of an array of characters before the first NUL.
fn before_nul(value: &RenderedValue) -> Option<Vec<u8>> {
    let RenderedValue::Array { len, elements } = value else { return None };
    if *len < 2 || elements.is_empty() {
        return None;
    }
    let byte = |element: &RenderedValue| match element {
        RenderedValue::Char { value } => Some(*value),
        RenderedValue::Int { bits: 8, value } => i8::try_from(*value).ok().map(i8::cast_unsigned),
        _ => None,
    };
    // In a truncated array, the NUL may be in the part that was not captured.
    let mut bytes = Vec::new();
    for element in elements {
        match byte(element)? {
            0 => break,
            byte => bytes.push(byte),
        }
    }
    if bytes.len() == elements.len() && elements.len() < *len {
        return None;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(json: &str) -> RenderedValue {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn leaves_have_paths_and_missing_values_are_counted() {
        let value = value(
            r#"{"kind": "struct", "type_name": "s", "members": [
                {"name": "n", "value": {"kind": "uint", "bits": 64, "value": 1}},
                {"name": "", "value": {"kind": "struct", "type_name": null, "members": [
                    {"name": "n", "value": {"kind": "uint", "bits": 64, "value": 2}}]}},
                {"name": "a", "value": {"kind": "array", "len": 3, "elements": [
                    {"kind": "struct", "type_name": "p", "members": [
                        {"name": "x", "value": {"kind": "int", "bits": 32, "value": -3}}]}]}}]}"#,
        );
        let mut found = Vec::new();
        leaves(&value, 16, &mut |path, leaf| {
            found.push(match leaf {
                LeafValue::Value(value) => format!("{path} {}", integer(value).unwrap()),
                LeafValue::Missing(missing) => format!("{path} lacks {missing}"),
            });
        });
        assert_eq!(found, ["n 1", "n#2 2", "a[0].x -3", "a lacks 2"]);
    }

    #[test]
    fn a_path_that_is_too_long_is_not_followed() {
        let long = "n".repeat(LONGEST / 2);
        let mut nested = r#"{"kind": "bool", "value": true}"#.to_owned();
        for _ in 0..4 {
            nested = format!(
                r#"{{"kind": "struct", "type_name": null, "members": [{{"name": "{long}", "value": {nested}}}]}}"#
            );
        }
        let mut longest = 0;
        leaves(&value(&nested), 16, &mut |path, leaf| {
            assert!(matches!(leaf, LeafValue::Missing(1)));
            longest = longest.max(path.len());
        });
        assert_eq!(longest, 0);
    }

    #[test]
    fn characters_are_text_and_bytes_are_not() {
        let array = |kind: &str, values: &[i64]| {
            let elements: Vec<_> =
                values.iter().map(|value| format!(r#"{{"kind": "{kind}", "bits": 8, "value": {value}}}"#)).collect();
            value(&format!(r#"{{"kind": "array", "len": {}, "elements": [{}]}}"#, values.len(), elements.join(",")))
        };
        assert_eq!(text(&array("int", &[114, 116, 0, 120])).as_deref(), Some("rt"));
        assert_eq!(text(&array("int", &[0, 0])).as_deref(), Some(""));
        assert_eq!(text(&array("uint", &[114, 116, 0])), None);
        assert_eq!(text(&array("int", &[27, 0])), None);
        assert_eq!(text(&array("int", &[-61, -87, 0])).as_deref(), Some("é"));
    }

    #[test]
    fn text_that_is_not_utf8_is_shown_with_its_bytes_escaped() {
        let array = |bytes: &[u8]| {
            let elements: Vec<_> = bytes.iter().map(|byte| format!(r#"{{"kind": "char", "value": {byte}}}"#)).collect();
            value(&format!(r#"{{"kind": "array", "len": {}, "elements": [{}]}}"#, bytes.len(), elements.join(",")))
        };
        let shown = |bytes: &[u8]| shown_text(&array(bytes));
        assert_eq!(shown(b"caf\xe9\0\xff").as_deref(), Some(r"caf\xe9"));
        assert_eq!(shown(br"a\xe9").as_deref(), Some(r"a\xe9"), "valid text is unchanged");
        assert_eq!(shown(b"a\\xe9\xe9").as_deref(), Some(r"a\\xe9\xe9"), "two texts are never shown alike");
        assert_eq!(text(&array(b"caf\xe9\0")), None, "JSON output has the numbers");
        assert_eq!(shown(b"\xe9\x80\xff\0"), None, "mostly not text");
        assert_eq!(shown(b"caf\xe9\x1b\0"), None);
    }
}
