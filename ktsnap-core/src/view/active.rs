//! Which scheduler runs, as far as a report tells.

use std::collections::HashMap;

use super::section::is_global_section;
use crate::error::{SnapshotError, SnapshotResult};
use crate::report::FailureDumpReport;

/// The running scheduler.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Active<'a> {
    /// Its object's name: what its maps' names begin with.
    pub(crate) obj: &'a str,
    /// The addresses of its maps; empty when the report does not list them and the name alone is enough.
    pub(crate) map_kvas: &'a [u64],
}

impl Active<'_> {
    /// Whether the report lists this address among the running scheduler's. Zero means that no address is known.
    pub(crate) fn lists(&self, map_kva: u64) -> bool {
        map_kva != 0 && self.map_kvas.contains(&map_kva)
    }
}

/// The plain global sections of one object in a report, counted.
struct Copies<'a> {
    obj: &'a str,
    bss: usize,
    data: usize,
    rodata: usize,
}

impl Copies<'_> {
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

/// Counts the plain global sections of each object, in capture order of the objects.
fn count_copies(report: &FailureDumpReport) -> Vec<Copies<'_>> {
    let mut objects: Vec<Copies<'_>> = Vec::new();
    let mut places: HashMap<&str, usize> = HashMap::new();
    for map in report.maps.iter().filter(|map| is_global_section(&map.name)) {
        let Some((obj, section)) = map.name.split_once('.') else {
            continue;
        };
        if obj.is_empty() {
            continue;
        }
        let known = *places.entry(obj).or_insert_with(|| {
            objects.push(Copies { obj, bss: 0, data: 0, rodata: 0 });
            objects.len() - 1
        });
        if let Some(copies) = objects.get_mut(known) {
            match section {
                "bss" => copies.bss += 1,
                "data" => copies.data += 1,
                "rodata" => copies.rodata += 1,
                _ => {}
            }
        }
    }
    objects
}

/// Finds the running scheduler: by the name that the report gives, if a captured section bears it, with the list of
/// live maps to tell two copies apart; else the one object that there is, if it is there once.
pub(crate) fn resolve(report: &FailureDumpReport) -> SnapshotResult<Active<'_>> {
    if report.is_placeholder {
        return Err(SnapshotError::PlaceholderSnapshot { tag: None });
    }
    let objects = count_copies(report);
    let named = report.active_obj_name.as_deref().and_then(|name| objects.iter().find(|copies| copies.obj == name));
    if let Some(copies) = named {
        if report.active_map_kvas.is_empty() && copies.several() {
            return Err(copies.unresolved());
        }
        return Ok(Active { obj: copies.obj, map_kvas: &report.active_map_kvas });
    }
    match objects.as_slice() {
        [] => Err(no_active(
            "the report holds no global section; was a scheduler attached, and did the capture include its maps?"
                .to_owned(),
        )),
        [only] if only.several() => Err(only.unresolved()),
        [only] => Ok(Active { obj: only.obj, map_kvas: &[] }),
        several => Err(no_active(format!(
            "the report holds the sections of {} objects ({}) and names none of them as running; go through the \
             copies with `Snapshot::vars`, or name a map with `Snapshot::map`",
            several.len(),
            some_of(several)
        ))),
    }
}

/// Their names; past eight a count.
fn some_of(objects: &[Copies<'_>]) -> String {
    const SHOWN: usize = 8;
    let names: Vec<_> = objects.iter().take(SHOWN).map(|copies| copies.obj).collect();
    match objects.len().saturating_sub(SHOWN) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
