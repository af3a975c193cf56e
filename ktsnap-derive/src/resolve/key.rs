//! Which entry of a map a field mirrors.

use ktsnap_btf::{Enum, Layout, Map, closest};
use syn::{Ident, LitStr};

use crate::error::{Errors, listed};

/// What a field's `key` names.
pub(crate) enum EntryKey {
    Number(u64),
    /// An enumerator that BTF lacks and a Rust enum has.
    Enumerator(String),
    All,
}

/// The keys of one map, and what may name them.
pub(crate) struct MapKeys<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) map: &'a Map,
    /// The enum that names them, if it is known.
    pub(crate) of: Option<&'a Enum>,
    /// Whether Rust enums name what BTF does not.
    pub(crate) beside: bool,
}

impl MapKeys<'_> {
    /// The key that a field names.
    pub(crate) fn key(&self, written: &LitStr, object: &str, errors: &mut Errors) -> Option<EntryKey> {
        let text = written.value();
        if text == "*" {
            return Some(EntryKey::All);
        }
        let value = match text.parse::<i128>() {
            Ok(number) => number,
            Err(_) if self.beside && self.of.is_none() && self.layout.enumerators(&text).next().is_none() => {
                return Some(EntryKey::Enumerator(text));
            }
            Err(_) => self.enumerator(written, object, errors)?,
        };
        let entries = self.map.max_entries;
        match u64::try_from(value).ok().filter(|key| entries == 0 || *key < entries) {
            Some(key) => Some(EntryKey::Number(key)),
            None => {
                let last = entries.saturating_sub(1);
                let of_last = |of: &Enum| of.enumerators.iter().find(|one| one.value == i128::from(last)).cloned();
                let (asked, last) = if text == value.to_string() {
                    (format!("the field asks for entry {value}"), last.to_string())
                } else {
                    let named = self.of.and_then(of_last).map(|named| format!("`{}`", named.name));
                    (format!("`{text}` is {value}"), named.unwrap_or_else(|| last.to_string()))
                };
                let help = format!("the last key is {last}");
                let entries = if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") };
                errors.push(written, format!("in {object}, `{}` has {entries}, and {asked}", self.map.name), help);
                None
            }
        }
    }

    fn enumerator(&self, written: &LitStr, object: &str, errors: &mut Errors) -> Option<i128> {
        let name = written.value();
        if let Some(of) = self.of {
            if let Some(found) = of.named(&name) {
                return Some(found.value);
            }
            let names = || of.enumerators.iter().map(|enumerator| enumerator.name.as_str());
            let tag =
                of.name.as_ref().map_or_else(|| "the enum of the keys".to_owned(), |name| format!("`enum {name}`"));
            let help = match closest(&name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it has {}", listed(names())),
            };
            errors.push(written, format!("{tag} of {object} has no `{name}`"), help);
            return None;
        }
        let mut values: Vec<i128> = self.layout.enumerators(&name).map(|(_, found)| found.value).collect();
        values.sort_unstable();
        values.dedup();
        match values.as_slice() {
            [value] => Some(*value),
            [] => {
                let help = match closest(&name, self.layout.enumerator_names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "write the number, or name a Rust enum that has it with `enums(...)`: BTF has only the enums \
                             that a variable, a member or a function has for a type"
                            .to_owned()
                    }
                };
                errors.push(written, format!("no enumerator `{name}` in {object}"), help);
                None
            }
            several => {
                let values = several.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
                errors.push(
                    written,
                    format!("enums of {object} give `{name}` the values {values}"),
                    "say which enum names the keys: `#[snapshot(map = \"...\", key = \"enum ...\")]`",
                );
                None
            }
        }
    }

    /// Says that a field names no key.
    pub(crate) fn none(&self, ident: &Ident, errors: &mut Errors) {
        let shouted = ident.to_string().to_uppercase();
        let ends_so = |name: &&str| name.ends_with(&shouted);
        let names = || self.of.into_iter().flat_map(|of| of.enumerators.iter().map(|found| found.name.as_str()));
        let help = match names().find(ends_so).or_else(|| closest(&shouted, names())) {
            Some(near) => format!("write `#[snapshot(key = \"{near}\")]` above it"),
            None => "write `#[snapshot(key = \"...\")]` above it: an enumerator, a number, or `*` for every entry"
                .to_owned(),
        };
        errors.push(ident, format!("`{ident}` does not say which entry of `{}` it mirrors", self.map.name), help);
    }
}
