//! The entry of a map, or the element of a row, that a field mirrors.

use ktsnap_btf::path::Bound;
use ktsnap_btf::{Enum, Layout, Map, Type, closest};
use syn::{Ident, LitStr};

use crate::error::{Errors, listed};

/// The meaning of a field's `key`.
pub(crate) enum EntryKey {
    Number(u64),
    /// An enumerator that only a Rust enum can have.
    Enumerator(String),
    All,
    /// The entries from the first key up to the second, which is not included.
    Slice(Bound, Bound),
}

/// The map or array whose parts the keys name.
#[derive(Clone, Copy)]
pub(crate) enum Holder<'a> {
    /// A map, and its number of entries. Zero if user space sets it.
    Map { name: &'a str, entries: u64 },
    /// A map whose keys need not be indices.
    Keyed(&'a Map),
    /// An array in C's spelling, and its length. `None` if only a Rust enum has the length.
    Row { array: &'a str, len: Option<u64> },
}

/// The keys of one map or row, and the enum that names them.
pub(crate) struct Keys<'a> {
    /// `None` for a row without an object.
    pub(crate) layout: Option<&'a Layout>,
    pub(crate) object: &'a str,
    pub(crate) holder: Holder<'a>,
    /// The enum of the keys, if it is known.
    pub(crate) of: Option<&'a Enum>,
    /// Whether the struct lists Rust enums, whose variants can name keys too.
    pub(crate) extern_enums: bool,
}

/// The values that the enums of an object give an enumerator, each once.
pub(crate) fn values_of(layout: &Layout, name: &str) -> Vec<i128> {
    let mut values: Vec<i128> = layout.enumerators(name).map(|(_, found)| found.value).collect();
    values.sort_unstable();
    values.dedup();
    values
}

impl Holder<'_> {
    fn name(&self) -> &str {
        match self {
            Self::Map { name, .. } => name,
            Self::Keyed(map) => &map.name,
            Self::Row { array, .. } => array,
        }
    }

    /// The number of keys, if it is known.
    fn len(&self) -> Option<u64> {
        match *self {
            Self::Map { entries, .. } => Some(entries).filter(|entries| *entries > 0),
            Self::Keyed(_) => None,
            Self::Row { len, .. } => len,
        }
    }

    fn counted(&self, count: u64) -> String {
        match (self, count) {
            (Self::Map { .. } | Self::Keyed(_), 1) => "1 entry".to_owned(),
            (Self::Map { .. } | Self::Keyed(_), _) => format!("{count} entries"),
            (Self::Row { .. }, 1) => "1 element".to_owned(),
            (Self::Row { .. }, _) => format!("{count} elements"),
        }
    }
}

impl Keys<'_> {
    /// The key that a field names.
    pub(crate) fn key(&self, written: &LitStr, errors: &mut Errors) -> Option<EntryKey> {
        let text = written.value();
        let slice = text.split_once("..");
        if text == "*" || slice.is_some() {
            if let Holder::Row { array, .. } = self.holder {
                let fact = format!("a field is one element of `{array}`, so `key` can't be `{text}`");
                errors.push(written, fact, "write an enumerator or a number");
                return None;
            }
            return match slice {
                Some((from, to)) => self.slice(written, from.trim(), to.trim(), errors),
                None => Some(EntryKey::All),
            };
        }
        let Some(value) = self.value(&text, written, errors)? else {
            return Some(EntryKey::Enumerator(text));
        };
        if let Holder::Keyed(map) = self.holder {
            return lookup(map, value, written, errors);
        }
        let len = self.holder.len();
        if let Some(key) = u64::try_from(value).ok().filter(|key| len.is_none_or(|len| *key < len)) {
            return Some(EntryKey::Number(key));
        }
        let is_number = text == value.to_string();
        let key = if is_number { format!("key {value}") } else { format!("key `{text}` ({value})") };
        let name = self.holder.name();
        let Some(len) = len else {
            errors.push(written, format!("{key} is not an index of `{name}`"), "the first key is 0");
            return None;
        };
        let counted = self.holder.counted(len);
        let place = if self.object.is_empty() { String::new() } else { format!(" in {}", self.object) };
        let help = match len.checked_sub(1) {
            None => "write the length of the array".to_owned(),
            Some(last) => {
                let of_last = |of: &Enum| of.enumerators.iter().find(|one| one.value == i128::from(last)).cloned();
                let named = self.of.filter(|_| !is_number).and_then(of_last);
                named.map_or_else(
                    || format!("the last key is {last}"),
                    |named| format!("the last key is `{}`", named.name),
                )
            }
        };
        errors.push(written, format!("{key} is out of range: `{name}` has {counted}{place}"), help);
        None
    }

    /// The entries of a map from one key up to another, which is not included.
    fn slice(&self, written: &LitStr, from: &str, to: &str, errors: &mut Errors) -> Option<EntryKey> {
        let text = written.value();
        if let Holder::Keyed(map) = self.holder {
            let fact = format!("the entries of `{}` have no order, so `key` can't be `{text}`", map.name);
            errors.push(
                written,
                fact,
                "read all entries: `#[snapshot(key = \"*\")]` above a field of type `ktsnap::Rows`",
            );
            return None;
        }
        let is_bound = |text: &str| text.parse::<i128>().is_ok() || syn::parse_str::<Ident>(text).is_ok();
        if !is_bound(from) || !is_bound(to) {
            let help = "write a number or an enumerator on both sides of the dots";
            errors.push(written, format!("`{text}` is not a slice"), help);
            return None;
        }
        let (first, end) = (self.value(from, written, errors)?, self.value(to, written, errors)?);
        let len = self.holder.len();
        let in_range = |key: i128| key >= 0 && len.is_none_or(|len| key < i128::from(len));
        let is_empty = end.is_some_and(|end| end <= first.unwrap_or(0));
        if is_empty || [first, end.map(|end| end - 1)].into_iter().flatten().any(|key| !in_range(key)) {
            let name = self.holder.name();
            let fact = match len {
                _ if is_empty => format!("the slice `{text}` of `{name}` has no entries"),
                Some(len) => {
                    let counted = self.holder.counted(len);
                    format!("the slice `{text}` is out of range: `{name}` has {counted} in {}", self.object)
                }
                None => format!("the slice `{text}` is out of range: the first key of `{name}` is 0"),
            };
            let help = match len {
                Some(len) => {
                    let from = if first.is_none_or(in_range) { from } else { "0" };
                    format!("the slice up to the last entry is `{from}..{len}`")
                }
                None => "write the first key, two dots, and the key after the last".to_owned(),
            };
            errors.push(written, fact, help);
            return None;
        }
        let bound = |value: Option<i128>, text: &str| match value.and_then(|value| u64::try_from(value).ok()) {
            Some(value) => Bound::Number(value),
            None => Bound::Enumerator(text.to_owned()),
        };
        Some(EntryKey::Slice(bound(first, from), bound(end, to)))
    }

    /// The value of a number or an enumerator. `Some(None)` for an enumerator that only a Rust enum can have.
    fn value(&self, text: &str, written: &LitStr, errors: &mut Errors) -> Option<Option<i128>> {
        let of_btf = || self.layout.is_some_and(|layout| layout.enumerators(text).next().is_some());
        match text.parse::<i128>() {
            Ok(number) => Some(Some(number)),
            Err(_) if self.extern_enums && self.of.is_none() && !of_btf() => Some(None),
            Err(_) => self.enumerator(text, written, errors).map(Some),
        }
    }

    fn enumerator(&self, name: &str, written: &LitStr, errors: &mut Errors) -> Option<i128> {
        let object = self.object;
        if let Some(of) = self.of {
            if let Some(found) = of.enumerator(name) {
                return Some(found.value);
            }
            let names = || of.enumerators.iter().map(|enumerator| enumerator.name.as_str());
            let tag =
                of.name.as_ref().map_or_else(|| "the enum of the keys".to_owned(), |name| format!("`enum {name}`"));
            let help = match closest(name, names()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("its enumerators are {}", listed(names())),
            };
            errors.push(written, format!("{tag} of {object} has no enumerator `{name}`"), help);
            return None;
        }
        let Some(layout) = self.layout else {
            let fact = format!("the value of `{name}` is unknown without an object");
            errors.push(written, fact, "add `object = \"...\"` or `layout = \"...\"`, or write the number");
            return None;
        };
        match values_of(layout, name).as_slice() {
            [value] => Some(*value),
            [] => {
                let help = match closest(name, layout.enumerator_names()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write the number, or add `enums(...)` with a Rust enum that has it".to_owned(),
                };
                errors.push(written, format!("no enumerator `{name}` in {object}"), help);
                None
            }
            several => {
                let values = several.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ");
                let target = match self.holder {
                    Holder::Map { .. } | Holder::Keyed(_) => "map = \"...\"".to_owned(),
                    Holder::Row { array, .. } => format!("type = \"{array}\""),
                };
                errors.push(
                    written,
                    format!("`{name}` is ambiguous: enums of {object} give it the values {values}"),
                    format!("name the enum of the keys: `#[snapshot({target}, key = \"enum ...\")]`"),
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
        let (part, or_all) = match self.holder {
            Holder::Map { name, .. } => (format!("an entry of the map `{name}`"), ", a number, or `*` for all entries"),
            Holder::Keyed(map) => {
                let fact = format!("missing `key`: `{ident}` mirrors entries of the map `{}`", map.name);
                errors.push(ident, fact, "add `#[snapshot(key = \"*\")]`");
                return;
            }
            Holder::Row { array, .. } => (format!("an element of `{array}`"), " or a number"),
        };
        let help = match names().find(ends_so).or_else(|| closest(&upper, names())) {
            Some(near) => format!("add `#[snapshot(key = \"{near}\")]`"),
            None => format!("add `#[snapshot(key = \"...\")]` with an enumerator{or_all}"),
        };
        errors.push(ident, format!("missing `key`: `{ident}` mirrors {part}"), help);
    }
}

/// The key of one entry of a map with keys.
fn lookup(map: &Map, value: i128, written: &LitStr, errors: &mut Errors) -> Option<EntryKey> {
    let (key, c_type) = map.reported_key();
    let bits = match &key {
        Type::Int { size, signed } if *size <= 8 => Some(*size * 8 - u64::from(*signed)),
        Type::Enum(of) if of.size <= 8 => Some(of.size * 8 - u64::from(of.signed)),
        Type::Bytes { size: size @ (1 | 2 | 4 | 8) } => Some(size * 8),
        _ => None,
    };
    let in_range = bits.and_then(|bits| u64::try_from(value).ok().filter(|value| bits == 64 || *value >> bits == 0));
    if let Some(key) = in_range {
        return Some(EntryKey::Number(key));
    }
    let map = &map.name;
    let fact = match bits {
        None => format!("the keys of `{map}` are `{c_type}`, so a number can't name one"),
        Some(_) if value < 0 => format!("`{}` is negative, so it can't name an entry of `{map}`", written.value()),
        Some(_) => format!("the keys of `{map}` are `{c_type}`, which can't hold {value}"),
    };
    let help = "read all entries, and look up the key: `#[snapshot(key = \"*\")]` above a field of type `ktsnap::Rows`";
    errors.push(written, fact, help);
    None
}
