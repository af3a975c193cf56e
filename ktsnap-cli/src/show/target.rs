//! What `MAP[@COPY][.VAR]` names: a map of the report, then a value in that map.

use std::borrow::Cow;
use std::path::Path;

use ktsnap_btf::closest;
use ktsnap_btf::suggest::first_of;
use ktsnap_core::__private::select::MAP_NAME_LEN;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{FailureDumpMap, RenderedValue};

use crate::failure::Failure;
use crate::report::leaves::named;
use crate::report::line::{key_text, plain, short};
use crate::report::maps::{
    ChosenCopy, EntryValues, MapContents, MapEntry, MapKey, RunningScheduler, SECTIONS, Slot, address, section_of,
};
use crate::screen::text::{clean, cut, few};

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
/// per CPU. Without the CPU, the path selects the values of all CPUs.
pub(crate) fn find<'r>(map: &FailureDumpMap, contents: MapContents<'r>, path: &str) -> Result<ValueAt<'r>, PathError> {
    let name = clean(&map.name).into_owned();
    match contents {
        MapContents::One(slot) => {
            let value = slot.ok_or_else(|| unread(&name))?;
            // Accept the key of an array with one entry, as for other arrays.
            let is_indexed = !matches!(*value, RenderedValue::Array { .. }) && !map.name.contains('.');
            let path = if is_indexed { path.strip_prefix("[0]").map_or(path, undotted) } else { path };
            below(value, path, &name).map(ValueAt::Value)
        }
        MapContents::Entries(entries) => among(entries, path, &name),
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

fn among<'r>(entries: Vec<MapEntry<'r>>, path: &str, name: &str) -> Result<ValueAt<'r>, PathError> {
    let (key, path) = match (bracketed(path), entries.len()) {
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
    match entry.slots {
        EntryValues::One(slot) => below(slot.ok_or_else(|| unread(&at))?, path, &at).map(ValueAt::Value),
        EntryValues::PerCpu(slots) => match bracketed(path) {
            Some((cpu, path)) => {
                let count = slots.len();
                let slot = cpu.parse().ok().and_then(|cpu: usize| slots.into_iter().nth(cpu));
                let at = format!("{at}[{}]", clean(cpu));
                let slot = slot.ok_or_else(|| {
                    PathError::new(format!("has no `{at}`"), format!("the second index is the CPU, below {count}"))
                })?;
                below(slot.ok_or_else(|| unread(&at))?, path, &at).map(ValueAt::Value)
            }
            None => {
                if slots.iter().all(Option::is_none) {
                    return Err(unread(&at));
                }
                let slots: Result<Vec<_>, _> =
                    slots.into_iter().map(|slot| slot.map(|slot| below(slot, path, &at)).transpose()).collect();
                slots.map(ValueAt::PerCpu)
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

/// A map and a path in it.
pub(crate) struct MapTarget<'r, 'p> {
    pub(crate) chosen: ChosenCopy<'r>,
    pub(crate) path: &'p str,
}

/// Resolves `MAP[@COPY][.VAR]` in a report.
///
/// Names of maps contain dots, so the longest name at the beginning of the argument wins.
pub(crate) fn place<'r, 'p>(
    file: &Path,
    report: &'r FailureDumpReport,
    running: &RunningScheduler<'r>,
    wanted: &'p str,
) -> Result<MapTarget<'r, 'p>, Failure> {
    let named = report.maps.iter().filter_map(|map| Some((map.name.as_str(), after_name(wanted, &map.name)?)));
    let (copies, rest) = match named.max_by_key(|(name, _)| name.len()) {
        Some((name, rest)) => (running.copies(name), rest),
        None => section(file, report, running, wanted)?,
    };
    let (copy, path) = match rest.strip_prefix('@') {
        Some(rest) => {
            let (copy, path) = rest.split_at(rest.find(['.', '[']).unwrap_or(rest.len()));
            (Some(copy), path)
        }
        None => (None, rest),
    };
    let path = path.strip_prefix('.').unwrap_or(path);
    let chosen = match copy {
        Some(copy) => {
            let map = copies.iter().copied().enumerate().find(|(at, map)| is_copy(*at, map, copy));
            let Some((_, map)) = map else {
                let name = copies.first().map(|map| map.name.as_str()).unwrap_or_default();
                let fact = format!("has no copy `{}` of `{}`", cut(&clean(copy), 40), clean(name));
                return Err(Failure::of(file, fact, format_args!("choose one of {}", ways(&copies))));
            };
            running.chosen(map, copies)
        }
        None => running.choose(copies).map_err(|copies| {
            let name = copies.first().map(|map| map.name.as_str()).unwrap_or_default();
            let fact = format!("has {} copies of `{}` and does not say which one is live", copies.len(), clean(name));
            Failure::of(file, fact, format_args!("choose one of {}", ways(&copies)))
        })?,
    };
    Ok(MapTarget { chosen, path })
}

/// The rest of the argument after the name of a map, if the argument begins with the name.
fn after_name<'p>(wanted: &'p str, name: &str) -> Option<&'p str> {
    let mut rest = wanted.strip_prefix(name)?;
    if name.len() >= MAP_NAME_LEN {
        // The kernel cuts the name. The argument may have the full name from C.
        rest = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    }
    let ends = rest.is_empty() || rest.starts_with('@') || (!name.is_empty() && rest.starts_with(['.', '[']));
    ends.then_some(rest)
}

/// The maps for a section without an object name, for example `.bss`: those of the running scheduler.
fn section<'r, 'p>(
    file: &Path,
    report: &'r FailureDumpReport,
    running: &RunningScheduler<'r>,
    wanted: &'p str,
) -> Result<(Vec<&'r FailureDumpMap>, &'p str), Failure> {
    let Some((section, rest)) = SECTIONS.iter().find_map(|section| Some((*section, after_name(wanted, section)?)))
    else {
        return Err(unknown(file, report, wanted));
    };
    let all: Vec<_> =
        report.maps.iter().filter(|map| section_of(&map.name).is_some_and(|(_, of)| of == section)).collect();
    let Some(first) = all.first() else {
        return Err(unknown(file, report, wanted));
    };
    match running.running_obj() {
        Some(obj) => {
            let copies: Vec<_> = all.iter().copied().filter(|map| running.may_be_running(map)).collect();
            if copies.is_empty() {
                let is_named = report.active_obj_name.as_deref() == Some(obj);
                let whose = if is_named { "the running scheduler" } else { "its only object" };
                let fact = format!("has no `{section}` of {whose}, `{}`", clean(obj));
                return Err(Failure::of(file, fact, format_args!("choose one of {}", ways(&all))));
            }
            Ok((copies, rest))
        }
        None if all.iter().all(|map| map.name == first.name) => Ok((all, rest)),
        None => {
            let fact = format!("does not say which `{section}` belongs to the running scheduler");
            Err(Failure::of(file, fact, format_args!("choose one of {}", ways(&all))))
        }
    }
}

/// Whether an argument selects a copy: by its address, or by its number if the address is unknown.
fn is_copy(at: usize, map: &FailureDumpMap, wanted: &str) -> bool {
    match wanted.strip_prefix("0x").or_else(|| wanted.strip_prefix("0X")) {
        Some(hex) => map.map_kva != 0 && u64::from_str_radix(hex, 16) == Ok(map.map_kva),
        None => wanted.parse() == Ok(at + 1),
    }
}

/// The arguments that select each of these maps.
fn ways(copies: &[&FailureDumpMap]) -> String {
    let way = |(at, map): (usize, &&FailureDumpMap)| match map.map_kva {
        0 => format!("`{}@{}`", map.name, at + 1),
        _ => format!("`{}@{}`", map.name, address(map)),
    };
    let ways: Vec<_> = copies.iter().enumerate().map(way).collect();
    few(ways.iter().map(String::as_str), 4)
}

fn unknown(file: &Path, report: &FailureDumpReport, wanted: &str) -> Failure {
    let fact = format!("has no map `{}`", cut(&clean(wanted), 80));
    let first = wanted.split(['.', '[', '@']).next().unwrap_or(wanted);
    // The argument may be a variable without its map.
    let holds = |map: &&FailureDumpMap| match &map.value {
        Some(RenderedValue::Struct { members, .. }) => !first.is_empty() && members.iter().any(|of| of.name == first),
        _ => false,
    };
    if let Some(map) = report.maps.iter().find(holds) {
        let help = format!("write the variable with its map: `{}.{}`", clean(&map.name), clean(wanted));
        return Failure::of(file, fact, help);
    }
    let names = || report.maps.iter().map(|map| map.name.as_str());
    let mut beginnings = wanted.match_indices(['.', '[', '@']).filter_map(|(at, _)| wanted.get(..at));
    let meant = closest(wanted, names()).or_else(|| beginnings.find_map(|wanted| closest(wanted, names())));
    let help = match (meant, report.maps.is_empty()) {
        (Some(name), _) => format!("did you mean `{}`?", cut(&clean(name), 60)),
        (None, true) => "the report has no maps".to_owned(),
        (None, false) => {
            let mut distinct: Vec<_> = names().collect();
            distinct.sort_unstable();
            distinct.dedup();
            format!("its maps are {}", few(distinct, 8))
        }
    };
    Failure::of(file, fact, help)
}
