//! Which map an argument means, and what in it.

use std::path::Path;

use ktsnap_btf::closest;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{FailureDumpMap, RenderedValue};

use crate::failure::Failure;
use crate::report::copies::{Chosen, Running, SECTIONS, address, section_of};
use crate::screen::text::{clean, cut, few};

/// Characters that the kernel keeps of a map's name.
const MAP_NAME_LEN: usize = 15;

/// A map, and a path into it.
pub(crate) struct Place<'r, 'p> {
    pub(crate) chosen: Chosen<'r>,
    pub(crate) path: &'p str,
}

/// What `MAP[@COPY][.VAR]` means in a report.
///
/// Map names hold dots, so that the longest one that begins the argument is meant.
pub(crate) fn place<'r, 'p>(
    file: &Path,
    report: &'r FailureDumpReport,
    running: &Running<'r>,
    wanted: &'p str,
) -> Result<Place<'r, 'p>, Failure> {
    let named = report.maps.iter().filter_map(|map| Some((map.name.as_str(), behind(wanted, &map.name)?)));
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
                let fact = format!("has no `{}` at `{}`", clean(name), cut(&clean(copy), 40));
                return Err(Failure::of(file, fact, format_args!("name one of {}", ways(&copies))));
            };
            running.chosen(map, copies)
        }
        None => running.choose(copies).map_err(|copies| {
            let name = copies.first().map(|map| map.name.as_str()).unwrap_or_default();
            let fact = format!("holds {} copies of `{}` and does not say which is live", copies.len(), clean(name));
            Failure::of(file, fact, format_args!("name one of {}", ways(&copies)))
        })?,
    };
    Ok(Place { chosen, path })
}

/// What follows a map's name in the argument, if it begins with that.
fn behind<'p>(wanted: &'p str, name: &str) -> Option<&'p str> {
    let mut rest = wanted.strip_prefix(name)?;
    if name.len() >= MAP_NAME_LEN {
        // The kernel has cut the name, and the argument may be the one that C has.
        rest = rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_');
    }
    let ends = rest.is_empty() || rest.starts_with('@') || (!name.is_empty() && rest.starts_with(['.', '[']));
    ends.then_some(rest)
}

/// The running scheduler's section of a name without an object, as `.bss`.
fn section<'r, 'p>(
    file: &Path,
    report: &'r FailureDumpReport,
    running: &Running<'r>,
    wanted: &'p str,
) -> Result<(Vec<&'r FailureDumpMap>, &'p str), Failure> {
    let Some((section, rest)) = SECTIONS.iter().find_map(|section| Some((*section, behind(wanted, section)?))) else {
        return Err(unknown(file, report, wanted));
    };
    let all: Vec<_> =
        report.maps.iter().filter(|map| section_of(&map.name).is_some_and(|(_, of)| of == section)).collect();
    let Some(first) = all.first() else {
        return Err(unknown(file, report, wanted));
    };
    let of_running = |map: &&&FailureDumpMap| {
        section_of(&map.name).is_some_and(|(obj, section)| running.is_of_running(obj, section))
    };
    match &running.obj {
        Ok(obj) => {
            let copies: Vec<_> = all.iter().filter(of_running).copied().collect();
            if copies.is_empty() {
                let whose = if running.is_named() { "the running scheduler" } else { "its only object" };
                let fact = format!("has no `{section}` of {whose}, `{}`", clean(obj));
                return Err(Failure::of(file, fact, format_args!("name one of {}", ways(&all))));
            }
            Ok((copies, rest))
        }
        Err(_) if all.iter().all(|map| map.name == first.name) => Ok((all, rest)),
        Err(_) => {
            let fact = format!("does not say whose `{section}` is the running scheduler's");
            Err(Failure::of(file, fact, format_args!("name one of {}", ways(&all))))
        }
    }
}

/// Whether an argument means that copy: by address, or by its number where no address is known.
fn is_copy(at: usize, map: &FailureDumpMap, wanted: &str) -> bool {
    match wanted.strip_prefix("0x").or_else(|| wanted.strip_prefix("0X")) {
        Some(hex) => map.map_kva != 0 && u64::from_str_radix(hex, 16) == Ok(map.map_kva),
        None => wanted.parse() == Ok(at + 1),
    }
}

/// How each of these maps is named, alone.
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
    // Perhaps a variable was named without its map.
    let holds = |map: &&FailureDumpMap| match &map.value {
        Some(RenderedValue::Struct { members, .. }) => !first.is_empty() && members.iter().any(|of| of.name == first),
        _ => false,
    };
    if let Some(map) = report.maps.iter().find(holds) {
        let help = format!("name the variable with its map, `{}.{}`", clean(&map.name), clean(wanted));
        return Failure::of(file, fact, help);
    }
    let names = || report.maps.iter().map(|map| map.name.as_str());
    let mut beginnings = wanted.match_indices(['.', '[', '@']).filter_map(|(at, _)| wanted.get(..at));
    let meant = closest(wanted, names()).or_else(|| beginnings.find_map(|wanted| closest(wanted, names())));
    let help = match (meant, report.maps.is_empty()) {
        (Some(name), _) => format!("did you mean `{}`?", cut(&clean(name), 60)),
        (None, true) => "it holds no maps".to_owned(),
        (None, false) => {
            let mut distinct: Vec<_> = names().collect();
            distinct.sort_unstable();
            distinct.dedup();
            format!("it has {}", few(distinct, 8))
        }
    };
    Failure::of(file, fact, help)
}
