//! The map that `MAP[@COPY][.VAR]` names.

use std::path::Path;

use ktsnap_btf::closest;
use ktsnap_core::__private::select::MAP_NAME_LEN;
use ktsnap_core::FailureDumpReport;
use ktsnap_core::report::{FailureDumpMap, RenderedValue};

use crate::failure::Failure;
use crate::report::maps::{ChosenCopy, RunningScheduler, SECTIONS, address, section_of};
use crate::screen::text::{clean, cut, few};

/// A map and a path in it.
pub(crate) struct MapTarget<'r, 'p> {
    pub(crate) chosen: ChosenCopy<'r>,
    pub(crate) path: &'p str,
    /// Whether the argument names the copy.
    pub(crate) names_copy: bool,
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
    Ok(MapTarget { chosen, path, names_copy: copy.is_some() })
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

/// The beginnings of an argument that may be meant as the name of a map, whose names contain few dots. Each is compared with
/// all maps, and an argument can have any number of dots.
fn beginnings(wanted: &str) -> impl Iterator<Item = &str> {
    const MOST: usize = 8;
    wanted.match_indices(['.', '[', '@']).take(MOST).filter_map(|(at, _)| wanted.get(..at))
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
    let meant = closest(wanted, names()).or_else(|| beginnings(wanted).find_map(|wanted| closest(wanted, names())));
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

#[cfg(test)]
mod tests {
    use super::beginnings;

    #[test]
    fn an_argument_of_many_dots_has_few_beginnings() {
        assert_eq!(beginnings("a.bss.x[3]@1").collect::<Vec<_>>(), ["a", "a.bss", "a.bss.x", "a.bss.x[3]"]);
        let count = |dots: usize| beginnings(&"a.".repeat(dots)).count();
        assert_eq!(count(8000), count(100));
    }
}
