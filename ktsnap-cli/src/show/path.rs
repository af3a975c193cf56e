//! From `waits.max_ns` or `[3].x` to the value that is meant.

use std::borrow::Cow;

use ktsnap_btf::closest;
use ktsnap_core::report::{FailureDumpMap, RenderedValue};

use crate::report::contents::{Contents, Entry, Key, Slot, Slots};
use crate::report::leaves::named;
use crate::report::line::{key_text, plain, short};
use crate::screen::text::{clean, cut, few};

/// What a path leads to.
pub(crate) enum Found<'r> {
    /// One value.
    Value(Cow<'r, RenderedValue>),
    /// One a CPU.
    PerCpu(Vec<Slot<'r>>),
}

/// Why a path leads nowhere: a fact, and what to do.
pub(crate) struct Miss {
    pub(crate) fact: String,
    pub(crate) help: String,
}

impl Miss {
    fn new(fact: impl Into<String>, help: impl Into<String>) -> Self {
        Self { fact: fact.into(), help: help.into() }
    }
}

/// The value at that path in a map. It begins with a key where there is more than one, then a CPU where there is one
/// value for each; without the CPU it means all of them.
pub(crate) fn find<'r>(map: &FailureDumpMap, contents: Contents<'r>, path: &str) -> Result<Found<'r>, Miss> {
    let name = clean(&map.name).into_owned();
    match contents {
        Contents::One(slot) => {
            let value = slot.ok_or_else(|| unread(&name))?;
            // An array of one entry has its key like any other.
            let is_indexed = !matches!(*value, RenderedValue::Array { .. }) && !map.name.contains('.');
            let path = if is_indexed { path.strip_prefix("[0]").map_or(path, undotted) } else { path };
            below(value, path, &name).map(Found::Value)
        }
        Contents::Entries(entries) => among(entries, path, &name),
        Contents::Other(what) => Err(Miss::new(
            format!("has no keys and values in `{name}`, only {what}"),
            "leave the part behind the map away",
        )),
        Contents::Nothing => {
            let why = map.error.as_deref().unwrap_or("no reason is given");
            Err(Miss::new(format!("holds nothing of `{name}`"), cut(&clean(why), 200).into_owned()))
        }
    }
}

fn among<'r>(entries: Vec<Entry<'r>>, path: &str, name: &str) -> Result<Found<'r>, Miss> {
    let (key, path) = match (bracketed(path), entries.len()) {
        (Some((key, rest)), _) => (Some(key), rest),
        (None, 1) => (None, path),
        (None, count) => {
            let first = entries.first().map(|entry| key_text(&entry.key, 40)).unwrap_or_default();
            let help = format!("name one, as `{name}[{first}]`");
            return Err(Miss::new(format!("has {count} keys in `{name}`"), help));
        }
    };
    let keys: Vec<_> = entries.iter().take(6).map(|entry| key_text(&entry.key, 40)).collect();
    let count = entries.len();
    let entry = entries.into_iter().find(|entry| key.is_none_or(|key| is_key(&entry.key, key)));
    let Some(entry) = entry else {
        let more = if count > keys.len() { format!(" and {} more", count - keys.len()) } else { String::new() };
        let fact = format!("has no key `{}` in `{name}`", clean(key.unwrap_or_default()));
        return Err(Miss::new(fact, format!("its keys are {}{more}", keys.join(", "))));
    };
    let at = match key {
        Some(key) => format!("{name}[{}]", clean(key)),
        None => name.to_owned(),
    };
    match entry.slots {
        Slots::One(slot) => below(slot.ok_or_else(|| unread(&at))?, path, &at).map(Found::Value),
        Slots::PerCpu(slots) => match bracketed(path) {
            Some((cpu, path)) => {
                let count = slots.len();
                let slot = cpu.parse().ok().and_then(|cpu: usize| slots.into_iter().nth(cpu));
                let at = format!("{at}[{}]", clean(cpu));
                let slot = slot.ok_or_else(|| {
                    Miss::new(format!("has no `{at}`"), format!("the second index is the CPU, and there are {count}"))
                })?;
                below(slot.ok_or_else(|| unread(&at))?, path, &at).map(Found::Value)
            }
            None => {
                if slots.iter().all(Option::is_none) {
                    return Err(unread(&at));
                }
                let slots: Result<Vec<_>, _> =
                    slots.into_iter().map(|slot| slot.map(|slot| below(slot, path, &at)).transpose()).collect();
                slots.map(Found::PerCpu)
            }
        },
    }
}

fn is_key(key: &Key<'_>, wanted: &str) -> bool {
    let is_hex =
        |hex: &str| !hex.is_empty() && hex.chars().filter(|c| *c != ' ').eq(wanted.chars().filter(|c| *c != ' '));
    match key {
        Key::Index(index) => wanted.parse() == Ok(*index),
        Key::Rendered(value, hex) => {
            plain(value).is_some_and(|text| text == wanted) || short(value, 1000) == wanted || is_hex(hex)
        }
        Key::Hex(hex) => is_hex(hex),
    }
}

fn unread(at: &str) -> Miss {
    Miss::new(format!("lacks `{at}`"), "it could not be read when the report was made")
}

fn below<'r>(value: Cow<'r, RenderedValue>, path: &str, at: &str) -> Result<Cow<'r, RenderedValue>, Miss> {
    match value {
        Cow::Borrowed(value) => follow(value, path, at).map(Cow::Borrowed),
        Cow::Owned(value) if path.is_empty() => Ok(Cow::Owned(value)),
        Cow::Owned(_) => Err(no_parts(at)),
    }
}

/// The value at that path below another.
fn follow<'v>(mut value: &'v RenderedValue, path: &str, at: &str) -> Result<&'v RenderedValue, Miss> {
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
                let Some((index, behind)) = bracketed(rest) else {
                    let fact = format!("has an array of {len} as `{}`", at());
                    return Err(Miss::new(fact, format!("name an element, as `{}[0]`", at())));
                };
                match index.parse::<usize>().ok() {
                    Some(index) if index < elements.len() => (elements.get(index).unwrap_or(value), behind),
                    Some(index) if index < *len => {
                        let fact = format!("lacks element {index} of `{}`", at());
                        return Err(Miss::new(fact, format!("{} of {len} were captured", elements.len())));
                    }
                    _ => {
                        let fact = format!("has no `{}[{}]`", at(), clean(index));
                        return Err(Miss::new(fact, format!("the array has {len} elements")));
                    }
                }
            }
            _ => return Err(no_parts(&at())),
        };
    }
}

/// The member whose name begins what is left of a path. Names of static variables hold dots: the longest is meant.
fn member<'v, 'p>(
    members: &[(String, &'v RenderedValue)],
    path: &'p str,
    at: &str,
) -> Result<(&'v RenderedValue, &'p str), Miss> {
    let behind = |name: &str| {
        let rest = path.strip_prefix(name)?;
        (rest.is_empty() || rest.starts_with(['.', '['])).then(|| undotted(rest))
    };
    let found = members.iter().filter(|(name, _)| !name.is_empty());
    let found = found.filter_map(|(name, value)| Some((name.len(), *value, behind(name)?)));
    if let Some((_, value, rest)) = found.max_by_key(|(len, ..)| *len) {
        return Ok((value, rest));
    }
    let first = path.split(['.', '[']).next().unwrap_or(path);
    let names = || members.iter().map(|(name, _)| name.as_str());
    let help = match closest(first, names()).or_else(|| closest(path, names())) {
        Some(name) => format!("did you mean `{}`?", cut(&clean(name), 60)),
        None => format!("it has {}", few(names(), 8)),
    };
    Err(Miss::new(format!("has no `{}` in `{at}`", cut(&clean(first), 60)), help))
}

fn no_parts(at: &str) -> Miss {
    Miss::new(format!("has a single value as `{at}`"), "leave away what follows it")
}

/// What stands behind followed pointers and inside values that were cut short.
fn reached(mut value: &RenderedValue) -> &RenderedValue {
    loop {
        value = match value {
            RenderedValue::Ptr { deref: Some(target), .. } => target,
            RenderedValue::Truncated { partial, .. } => partial,
            reached => return reached,
        };
    }
}

/// `3` and `x` of `[3].x`.
fn bracketed(path: &str) -> Option<(&str, &str)> {
    let (inside, rest) = path.strip_prefix('[')?.split_once(']')?;
    Some((inside, undotted(rest)))
}

fn undotted(path: &str) -> &str {
    path.strip_prefix('.').unwrap_or(path)
}
