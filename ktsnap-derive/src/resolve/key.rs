//! The entry of a map that a field mirrors.

use ktsnap_btf::{Enum, Layout, Map, closest};
use syn::{Ident, LitStr};

use crate::error::{Errors, listed};

/// The meaning of a field's `key`.
pub(crate) enum EntryKey {
    Number(u64),
    /// An enumerator that only a Rust enum can have.
    Enumerator(String),
    All,
}

/// The keys of one map, and the enum that names them.
pub(crate) struct MapKeys<'a> {
    pub(crate) layout: &'a Layout,
    pub(crate) map: &'a Map,
    /// The enum of the keys, if it is known.
    pub(crate) of: Option<&'a Enum>,
    /// Whether the struct lists Rust enums, whose variants can name keys too.
    pub(crate) extern_enums: bool,
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
            Err(_) if self.extern_enums && self.of.is_none() && self.layout.enumerators(&text).next().is_none() => {
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
                let (key, last) = if text == value.to_string() {
                    (format!("key {value}"), last.to_string())
                } else {
                    let named = self.of.and_then(of_last).map(|named| format!("`{}`", named.name));
                    (format!("key `{text}` ({value})"), named.unwrap_or_else(|| last.to_string()))
                };
                let help = format!("the last key is {last}");
                let entries = if entries == 1 { "1 entry".to_owned() } else { format!("{entries} entries") };
                let fact = format!("{key} is out of range: `{}` has {entries} in {object}", self.map.name);
                errors.push(written, fact, help);
                None
            }
        }
    }

    fn enumerator(&self, written: &LitStr, object: &str, errors: &mut Errors) -> Option<i128> {
        let name = written.value();
        if let Some(of) = self.of {
            if let Some(found) = of.enumerator(&name) {
                return Some(found.value);
            }
            let names = || of.enumerators.iter().map(|enumerator| enumerator.name.as_str());
            let tag =
                of.name.as_ref().map_or_else(|| "the enum of the keys".to_owned(), |name| format!("`enum {name}`"));
            let help = match closest(&name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its enumerators are {}", listed(names())),
            };
            errors.push(written, format!("{tag} of {object} has no enumerator `{name}`"), help);
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
                    None => "write the number, or add `enums(...)` with a Rust enum that has it".to_owned(),
                };
                errors.push(written, format!("no enumerator `{name}` in {object}"), help);
                None
            }
            several => {
                let values = several.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
                errors.push(
                    written,
                    format!("`{name}` is ambiguous: enums of {object} give it the values {values}"),
                    "name the enum of the keys: `#[snapshot(map = \"...\", key = \"enum ...\")]`",
                );
                None
            }
        }
    }

    /// Reports that a field has no key.
    pub(crate) fn missing(&self, ident: &Ident, errors: &mut Errors) {
        let upper = ident.to_string().to_uppercase();
        let ends_so = |name: &&str| name.ends_with(&upper);
        let names = || self.of.into_iter().flat_map(|of| of.enumerators.iter().map(|found| found.name.as_str()));
        let help = match names().find(ends_so).or_else(|| closest(&upper, names())) {
            Some(near) => format!("add `#[snapshot(key = \"{near}\")]`"),
            None => "add `#[snapshot(key = \"...\")]` with an enumerator, a number, or `*` for all entries".to_owned(),
        };
        errors.push(ident, format!("missing `key`: `{ident}` mirrors an entry of the map `{}`", self.map.name), help);
    }
}
