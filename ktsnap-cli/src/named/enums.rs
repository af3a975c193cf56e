//! The enum that names the entries of a map or the elements of an array.

use std::collections::HashSet;

use ktsnap_btf::{Enum, Enumerator, Layout, Type, closest};

use super::Fault;

/// The tag of an enum that is written with or without its keyword.
pub(crate) fn enum_tag(written: &str) -> String {
    if written.starts_with("enum ") { written.to_owned() } else { format!("enum {written}") }
}

/// The enum that `--key` or `--rows` names, with or without its keyword, and its tag.
///
/// # Errors
///
/// The remedy, if the object or the name suggests one.
pub(crate) fn key_enum<'l>(
    layout: &'l Layout,
    is_layout_file: bool,
    written: &str,
) -> Result<(String, &'l Enum), Option<String>> {
    let tag = enum_tag(written);
    for tag in [tag.as_str(), written] {
        if let Some(Type::Enum(of)) = layout.type_by_name(tag) {
            return Ok((tag.to_owned(), of));
        }
    }
    let tags = || layout.type_names().filter(|tag| matches!(layout.type_by_name(tag), Some(Type::Enum(_))));
    Err(match (closest(&tag, tags()), is_layout_file) {
        (Some(near), _) => Some(format!("did you mean `{near}`?")),
        (None, true) => {
            Some(format!("if the object has it, `ktsnap export OBJECT --type '{tag}'` writes it to the layout file"))
        }
        (None, false) => None,
    })
}

/// Requires that the enum's values are indices of the array that `subject` describes. The number of elements itself may be an enumerator too.
pub(crate) fn check_fit(subject: &str, len: u64, tag: &str, of: &Enum) -> Result<(), Fault> {
    let len = i128::from(len);
    let elements = if len == 1 { "1 element".to_owned() } else { format!("{len} elements") };
    let beyond = of.enumerators.iter().any(|one| one.value > len);
    let first = of.enumerators.iter().find(|one| one.value >= len).filter(|_| beyond);
    if let Some(first) = first {
        let fact = format!("{subject} has {elements}, but `{}` of `{tag}` is {}", first.name, first.value);
        return Err((fact, "name the enum that indexes the array".to_owned()));
    }
    if !of.enumerators.iter().any(|one| (0..len).contains(&one.value)) {
        let fact = format!("{subject} has {elements}, but no enumerator of `{tag}` is an index of it");
        return Err((fact, "name the enum that indexes the array".to_owned()));
    }
    Ok(())
}

/// What an enumerator is as a key of an array or of a map.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyOf {
    /// The key of a part.
    Part(u64),
    /// The key of a part that a preceding enumerator names.
    Known(u64),
    /// No key: the number of parts, for example.
    Beyond,
}

/// What each of the enumerators is as a key below `len`, in their order.
pub(crate) fn keys<'e>(
    of: impl IntoIterator<Item = &'e Enumerator>,
    len: u64,
) -> impl Iterator<Item = (&'e Enumerator, KeyOf)> {
    let mut seen = HashSet::new();
    of.into_iter().map(move |one| {
        let key = match u64::try_from(one.value).ok().filter(|key| *key < len) {
            None => KeyOf::Beyond,
            Some(key) if seen.insert(key) => KeyOf::Part(key),
            Some(key) => KeyOf::Known(key),
        };
        (one, key)
    })
}

/// The length of the words that the names of all keys below `len` begin with: `RUSTY_STAT_`.
pub(crate) fn common_prefix(of: &Enum, len: u64) -> usize {
    let names: Vec<&str> =
        keys(&of.enumerators, len).filter(|(_, key)| *key != KeyOf::Beyond).map(|(one, _)| one.name.as_str()).collect();
    common_words(&names)
}

/// How long the beginning is that all names have in common, in whole words: `RUSTY_STAT_`.
fn common_words(names: &[&str]) -> usize {
    let [first, rest @ ..] = names else { return 0 };
    let starts = first.match_indices('_').map(|(at, _)| at + 1);
    let common = |end: &usize| {
        let words = first.get(..*end).unwrap_or_default();
        let left = |name: &&str| {
            name.strip_prefix(words).is_some_and(|left| left.starts_with(|letter: char| letter.is_ascii_alphabetic()))
        };
        !rest.is_empty() && names.iter().all(left)
    };
    starts.rev().find(common).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::common_words;

    #[test]
    fn names_lose_the_words_that_all_of_them_begin_with() {
        assert_eq!(common_words(&["DSP_LOCAL", "DSP_SHARED"]), 4);
        assert_eq!(common_words(&["RUSTY_STAT_A", "RUSTY_STAT_B", "RUSTY_NR"]), 6);
        assert_eq!(common_words(&["DSP_LOCAL"]), 0);
        assert_eq!(common_words(&["DSP_1", "DSP_2"]), 0);
        assert_eq!(common_words(&["A", "B"]), 0);
        assert_eq!(common_words(&[]), 0);
    }
}
