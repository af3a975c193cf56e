//! The value at a path in a map.

use std::borrow::Cow;

use ktsnap_btf::closest;
use ktsnap_btf::suggest::first_of;
use ktsnap_core::report::{FailureDumpMap, RenderedValue};

use crate::report::leaves::named;
use crate::report::line::{key_text, plain, short};
use crate::report::maps::{EntryValues, MapContents, MapEntry, MapKey, Slot};
use crate::screen::text::{clean, cut, few};
use crate::series::{ElementNames, entry_path};

/// The value at a path in a map, and its path in the names of counters, with numbers.
pub(crate) struct Located<'r> {
    pub(crate) value: ValueAt<'r>,
    pub(crate) at: String,
}

/// The value at a path.
pub(crate) enum ValueAt<'r> {
    /// One value.
    Value(Cow<'r, RenderedValue>),
    /// A value per CPU.
    PerCpu(Vec<Slot<'r>>),
}

/// Why there is no value at a path: a fact and its remedy.
pub(crate) struct PathError {
    pub(crate) fact: String,
    pub(crate) help: String,
}

impl PathError {
    fn new(fact: impl Into<String>, help: impl Into<String>) -> Self {
        Self { fact: fact.into(), help: help.into() }
    }
}

/// Finds the value at a path in a map. The path begins with a key if the map has several, followed by a CPU if the map has a value
/// per CPU. Without the CPU, the path selects the values of all CPUs. A key or an index can be a name.
pub(crate) fn find<'r>(
    map: &FailureDumpMap,
    contents: MapContents<'r>,
    path: &str,
    names: &ElementNames,
) -> Result<Located<'r>, PathError> {
    let name = clean(&map.name).into_owned();
    match contents {
        MapContents::One(slot) => {
            let value = slot.ok_or_else(|| unread(&name))?;
            // Accept the key of an array with one entry, as for other arrays.
            let is_indexed = !matches!(*value, RenderedValue::Array { .. }) && !map.name.contains('.');
            let path = if is_indexed { path.strip_prefix("[0]").map_or(path, undotted) } else { path };
            let at = names.numbered("", path);
            below(value, &at, &name).map(|value| Located { value: ValueAt::Value(value), at })
        }
        MapContents::Entries(entries) => among(map, entries, path, (&name, names)),
        MapContents::Other(what) => Err(PathError::new(
            format!("has no keys and values in `{name}`, only {what}"),
            "omit the part after the name of the map",
        )),
        MapContents::Nothing => {
            let why = map.error.as_deref().unwrap_or("the report gives no reason");
            Err(PathError::new(format!("has no contents of `{name}`"), cut(&clean(why), 200).into_owned()))
        }
    }
}

fn among<'r>(
    map: &FailureDumpMap,
    entries: Vec<MapEntry<'r>>,
    path: &str,
    (name, names): (&str, &ElementNames),
) -> Result<Located<'r>, PathError> {
    let count = entries.len();
    let (key, path) = match (bracketed(path), count) {
        (Some((key, rest)), _) => (Some(key), rest),
        (None, 1) => (None, path),
        (None, count) => {
            let first = entries.first().map(|entry| key_text(&entry.key, 40)).unwrap_or_default();
            let help = format!("name a key, for example `{name}[{first}]`");
            return Err(PathError::new(format!("has {count} keys in `{name}`"), help));
        }
    };
    let keys = first_of(entries.iter().map(|entry| key_text(&entry.key, 40)), 6);
    let entry = entries.into_iter().find(|entry| key.is_none_or(|key| is_key(&entry.key, key)));
    let Some(entry) = entry else {
        let fact = format!("has no key `{}` in `{name}`", clean(key.unwrap_or_default()));
        return Err(PathError::new(fact, format!("its keys are {keys}")));
    };
    let at = match key {
        Some(key) => format!("{name}[{}]", clean(key)),
        None => name.to_owned(),
    };
    let in_map = entry_path(map, count, &entry.key);
    let located = |value, path: &str| {
        let dot = if in_map.is_empty() || path.is_empty() || path.starts_with('[') { "" } else { "." };
        Located { value, at: format!("{in_map}{dot}{path}") }
    };
    match entry.slots {
        EntryValues::One(slot) => {
            let path = &names.numbered(&in_map, path);
            below(slot.ok_or_else(|| unread(&at))?, path, &at).map(|value| located(ValueAt::Value(value), path))
        }
        EntryValues::PerCpu(slots) => match bracketed(path) {
            Some((cpu, path)) => {
                let count = slots.len();
                let slot = cpu.parse().ok().and_then(|cpu: usize| slots.into_iter().nth(cpu));
                let at = format!("{at}[{}]", clean(cpu));
                let slot = slot.ok_or_else(|| {
                    PathError::new(format!("has no `{at}`"), format!("the second index is the CPU, below {count}"))
                })?;
                let path = &names.numbered(&in_map, path);
                below(slot.ok_or_else(|| unread(&at))?, path, &at).map(|value| located(ValueAt::Value(value), path))
            }
            None => {
                let path = &names.numbered(&in_map, path);
                if slots.iter().all(Option::is_none) {
                    return Err(unread(&at));
                }
                let slots: Result<Vec<_>, _> =
                    slots.into_iter().map(|slot| slot.map(|slot| below(slot, path, &at)).transpose()).collect();
                slots.map(|slots| located(ValueAt::PerCpu(slots), path))
            }
        },
    }
}

fn is_key(key: &MapKey<'_>, wanted: &str) -> bool {
    let is_hex =
        |hex: &str| !hex.is_empty() && hex.chars().filter(|c| *c != ' ').eq(wanted.chars().filter(|c| *c != ' '));
    match key {
        MapKey::Index(index) => wanted.parse() == Ok(*index),
        MapKey::Named(index, name) => wanted == name || wanted.parse() == Ok(*index),
        MapKey::Rendered(value, hex) => {
            plain(value).is_some_and(|text| text == wanted) || short(value, 1000) == wanted || is_hex(hex)
        }
        MapKey::Hex(hex) => is_hex(hex),
    }
}

fn unread(at: &str) -> PathError {
    PathError::new(format!("has no value of `{at}`"), "it could not be read at the time of the capture")
}

fn below<'r>(value: Cow<'r, RenderedValue>, path: &str, at: &str) -> Result<Cow<'r, RenderedValue>, PathError> {
    match value {
        Cow::Borrowed(value) => follow(value, path, at).map(Cow::Borrowed),
        Cow::Owned(value) if path.is_empty() => Ok(Cow::Owned(value)),
        Cow::Owned(_) => Err(no_parts(at)),
    }
}

/// Finds the value at a path below another value.
fn follow<'v>(mut value: &'v RenderedValue, path: &str, at: &str) -> Result<&'v RenderedValue, PathError> {
    let mut rest = path;
    loop {
        let done = path.get(..path.len() - rest.len()).unwrap_or_default();
        let at = || match (done, done.starts_with('[')) {
            ("", _) => at.to_owned(),
            (_, true) => format!("{at}{}", clean(done.trim_end_matches('.'))),
            (_, false) => format!("{at}.{}", clean(done.trim_end_matches('.'))),
        };
        if rest.is_empty() {
            return Ok(value);
        }
        (value, rest) = match reached(value) {
            RenderedValue::Struct { members, .. } => member(&named(members), rest, &at())?,
            RenderedValue::Array { len, elements } => {
                let Some((index, rest)) = bracketed(rest) else {
                    let fact = format!("has an array of {len} elements as `{}`", at());
                    return Err(PathError::new(fact, format!("name an element, for example `{}[0]`", at())));
                };
                match index.parse::<usize>().ok() {
                    Some(index) if index < elements.len() => (elements.get(index).unwrap_or(value), rest),
                    Some(index) if index < *len => {
                        let fact = format!("has no element {index} of `{}`", at());
                        return Err(PathError::new(
                            fact,
                            format!("only {} of {len} elements were captured", elements.len()),
                        ));
                    }
                    _ => {
                        let fact = format!("has no `{}[{}]`", at(), clean(index));
                        return Err(PathError::new(fact, format!("the array has {len} elements")));
                    }
                }
            }
            _ => return Err(no_parts(&at())),
        };
    }
}

/// The member whose name is at the beginning of a path. Names of static variables contain dots, so the longest match wins.
fn member<'v, 'p>(
    members: &[(String, &'v RenderedValue)],
    path: &'p str,
    at: &str,
) -> Result<(&'v RenderedValue, &'p str), PathError> {
    let after = |name: &str| {
        let rest = path.strip_prefix(name)?;
        (rest.is_empty() || rest.starts_with(['.', '['])).then(|| undotted(rest))
    };
    let found = members.iter().filter(|(name, _)| !name.is_empty());
    let found = found.filter_map(|(name, value)| Some((name.len(), *value, after(name)?)));
    if let Some((_, value, rest)) = found.max_by_key(|(len, ..)| *len) {
        return Ok((value, rest));
    }
    let first = path.split(['.', '[']).next().unwrap_or(path);
    let names = || members.iter().map(|(name, _)| name.as_str());
    let help = match closest(first, names()).or_else(|| closest(path, names())) {
        Some(name) => format!("did you mean `{}`?", cut(&clean(name), 60)),
        None => format!("it has {}", few(names(), 8)),
    };
    Err(PathError::new(format!("has no `{}` in `{at}`", cut(&clean(first), 60)), help))
}

fn no_parts(at: &str) -> PathError {
    PathError::new(format!("has a single value as `{at}`"), "omit the part after it")
}

/// The target of followed pointers, and the rendered part of truncated values.
fn reached(mut value: &RenderedValue) -> &RenderedValue {
    loop {
        value = match value {
            RenderedValue::Ptr { deref: Some(target), .. } => target,
            RenderedValue::Truncated { partial, .. } => partial,
            reached => return reached,
        };
    }
}

/// Splits `[3].x` into `3` and `x`.
fn bracketed(path: &str) -> Option<(&str, &str)> {
    let (inside, rest) = path.strip_prefix('[')?.split_once(']')?;
    Some((inside, undotted(rest)))
}

fn undotted(path: &str) -> &str {
    path.strip_prefix('.').unwrap_or(path)
}
