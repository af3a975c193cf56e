//! Which scheduler runs, as far as a report tells.

use std::collections::HashSet;

use super::section::{belongs_to_obj, is_global_section, split};
use crate::error::SnapshotError;
use crate::report::FailureDumpReport;

/// The running scheduler.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Active<'a> {
    /// Its object's name: what its maps' names begin with.
    pub(crate) obj: &'a str,
    /// The addresses of its maps; empty when the report does not list them and the name alone is enough.
    pub(crate) map_kvas: &'a [u64],
    /// Whether this is all that the report says. If not, it names an object of which it holds no section, or lists live
    /// maps without a name. The harness then takes the only object that was captured; a typed read does not.
    pub(crate) is_all_said: bool,
}

impl Active<'_> {
    /// Whether the report lists this address among the running scheduler's.
    pub(crate) fn lists(&self, map_kva: u64) -> bool {
        lists(self.map_kvas, map_kva)
    }
}

/// Whether an address is among those listed. Zero means that no address is known.
pub(crate) fn lists(map_kvas: &[u64], map_kva: u64) -> bool {
    map_kva != 0 && map_kvas.contains(&map_kva)
}

/// The running scheduler, if the report tells: by the name that it gives, if a captured section bears it, with the list
/// of live maps to tell two copies apart; else the one object that there is, if it is there once. Allocates nothing.
pub(crate) fn find(report: &FailureDumpReport) -> Option<Active<'_>> {
    if report.is_placeholder {
        return None;
    }
    if let Some(name) = named(report)
        && report.maps.iter().any(|map| belongs_to_obj(&map.name, name) && is_global_section(&map.name))
    {
        let tells = !report.active_map_kvas.is_empty() || !Copies::of(report, name).several();
        return tells.then_some(Active { obj: name, map_kvas: &report.active_map_kvas, is_all_said: true });
    }
    let (obj, _) = sections(report).next()?;
    let alone = sections(report).all(|(other, _)| other == obj) && !Copies::of(report, obj).several();
    let is_all_said = named(report).is_none() && report.active_map_kvas.is_empty();
    alone.then_some(Active { obj, map_kvas: &[], is_all_said })
}

/// The object that the report names as running, whether or not it holds a map of it.
pub(crate) fn named(report: &FailureDumpReport) -> Option<&str> {
    report.active_obj_name.as_deref().filter(|name| !name.is_empty())
}

/// The object and the plain global section of each map that is one, in capture order.
fn sections(report: &FailureDumpReport) -> impl Iterator<Item = (&str, &str)> {
    let sections = report.maps.iter().filter(|map| is_global_section(&map.name));
    sections.filter_map(|map| split(&map.name)).filter(|(obj, _)| !obj.is_empty())
}

/// How often a report holds the plain global sections of one object.
struct Copies<'a> {
    obj: &'a str,
    bss: usize,
    data: usize,
    rodata: usize,
}

impl<'a> Copies<'a> {
    fn of(report: &FailureDumpReport, obj: &'a str) -> Self {
        let count = |section| sections(report).filter(|found| *found == (obj, section)).count();
        Self { obj, bss: count("bss"), data: count("data"), rodata: count("rodata") }
    }

    fn several(&self) -> bool {
        [self.bss, self.data, self.rodata].into_iter().any(|copies| copies > 1)
    }

    fn unresolved(&self) -> SnapshotError {
        let obj = self.obj;
        let counted = [("bss", self.bss), ("data", self.data), ("rodata", self.rodata)]
            .into_iter()
            .filter(|&(_, copies)| copies > 1)
            .map(|(section, copies)| format!("{copies} × {obj}.{section}"))
            .collect::<Vec<_>>()
            .join(", ");
        no_active(format!(
            "the report holds several copies of one object's sections ({counted}) and no list of the live maps; \
             choose a copy with `live_vars_via` and a picker"
        ))
    }
}

fn no_active(reason: String) -> SnapshotError {
    SnapshotError::NoActiveScheduler { reason }
}

/// Why the report does not tell.
pub(crate) fn unknown(report: &FailureDumpReport) -> SnapshotError {
    if report.is_placeholder {
        return SnapshotError::PlaceholderSnapshot { tag: None };
    }
    let mut objects: Vec<&str> = Vec::new();
    let mut seen = HashSet::new();
    objects.extend(sections(report).map(|(obj, _)| obj).filter(|obj| seen.insert(*obj)));
    let named = report.active_obj_name.as_deref().and_then(|name| objects.iter().find(|obj| **obj == name));
    match (named, objects.as_slice()) {
        (Some(obj), _) | (None, [obj]) => Copies::of(report, obj).unresolved(),
        (None, []) => no_active(
            "the report holds no global section; was a scheduler attached, and did the capture include its maps?"
                .to_owned(),
        ),
        (None, several) => no_active(format!(
            "the report holds the sections of {} objects ({}) and names none of them as running; go through the \
             copies with `Snapshot::vars`, or name a map with `Snapshot::map`",
            several.len(),
            some_of(several)
        )),
    }
}

/// Their names; past eight a count.
fn some_of(objects: &[&str]) -> String {
    const SHOWN: usize = 8;
    let names: Vec<_> = objects.iter().take(SHOWN).copied().collect();
    match objects.len().saturating_sub(SHOWN) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
