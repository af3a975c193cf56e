//! Which scheduler runs, according to a report.

use std::collections::HashSet;

use super::facts::{MapFacts, ReportFacts};
use super::live::LiveMaps;
use super::names::{belongs_to_obj, is_global_section, split};
use crate::error::SnapshotError;
use crate::report::FailureDumpReport;

/// The scheduler that [`Snapshot::active`](crate::Snapshot::active) narrows the view to.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActiveScheduler<'r> {
    /// The name of its object, which its maps' names begin with.
    pub(crate) obj: &'r str,
    /// The addresses of its maps. Empty if the name is enough to identify them.
    pub(crate) map_kvas: &'r [u64],
    /// Whether the report says nothing else about the running scheduler. It is false if the report names an object without a
    /// captured section, or lists live maps without naming an object. The view then takes the only captured object, as the
    /// harness does; a typed read applies the rules.
    pub(crate) is_consistent: bool,
}

impl<'r> ActiveScheduler<'r> {
    /// The addresses that the report lists as the running scheduler's, for a search of many maps.
    #[inline]
    pub(crate) fn live_maps(&self) -> LiveMaps<'r> {
        LiveMaps::new(self.map_kvas)
    }
}

/// The maps that a view shows, for a search of many maps.
pub(crate) struct View<'r> {
    /// The scheduler that the view is narrowed to, and its live maps.
    narrowed_to: Option<(ActiveScheduler<'r>, LiveMaps<'r>)>,
}

impl<'r> View<'r> {
    #[inline]
    pub(crate) fn of(narrowed_to: Option<ActiveScheduler<'r>>) -> Self {
        Self { narrowed_to: narrowed_to.map(|active| (active, active.live_maps())) }
    }

    /// Whether the view shows a map.
    #[inline]
    pub(crate) fn shows(&self, map: &str, map_kva: u64) -> bool {
        self.narrowed_to.as_ref().is_none_or(|(active, live)| {
            belongs_to_obj(map, active.obj) && (active.map_kvas.is_empty() || live.lists(map_kva))
        })
    }
}

/// What a report says about the running scheduler.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Running<'r> {
    /// The object that the report names, or else the only captured object.
    pub(crate) obj: Option<&'r str>,
    /// The scheduler that the view can be narrowed to.
    pub(crate) active: Option<ActiveScheduler<'r>>,
    /// The addresses of the live maps.
    pub(crate) live: &'r [u64],
}

impl<'r> Running<'r> {
    /// `active` is what [`find`] returns for the report.
    #[inline]
    pub(crate) fn new(report: impl ReportFacts<'r>, active: Option<ActiveScheduler<'r>>) -> Self {
        let obj = named(report).or_else(|| active.map(|active| active.obj));
        Self { obj, active, live: report.active_map_kvas() }
    }

    /// The addresses that the report lists as live, for a search of many maps.
    #[inline]
    pub(crate) fn live_maps(&self) -> LiveMaps<'r> {
        LiveMaps::new(self.live)
    }
}

/// The running scheduler: the object that the report names, if a section of it was captured and the list of live maps
/// distinguishes several copies; otherwise the only captured object, if there is one copy of it. Allocates nothing.
pub(crate) fn find<'r>(report: impl ReportFacts<'r>) -> Option<ActiveScheduler<'r>> {
    if report.is_placeholder() {
        return None;
    }
    let map_kvas = report.active_map_kvas();
    if let Some(name) = named(report)
        && report.maps().any(|map| belongs_to_obj(map.name(), name) && is_global_section(map.name()))
    {
        let is_known = !map_kvas.is_empty() || !Copies::of(report, name).several();
        return is_known.then_some(ActiveScheduler { obj: name, map_kvas, is_consistent: true });
    }
    let (obj, _) = sections(report).next()?;
    let is_only = sections(report).all(|(other, _)| other == obj) && !Copies::of(report, obj).several();
    let is_consistent = named(report).is_none() && map_kvas.is_empty();
    is_only.then_some(ActiveScheduler { obj, map_kvas: &[], is_consistent })
}

/// The object that the report names as running, whether or not the report holds a map of it.
#[inline]
pub(crate) fn named<'r>(report: impl ReportFacts<'r>) -> Option<&'r str> {
    report.active_obj_name().filter(|name| !name.is_empty())
}

/// The object and the section of each map of a plain global section, in capture order.
fn sections<'r>(report: impl ReportFacts<'r>) -> impl Iterator<Item = (&'r str, &'r str)> {
    let sections = report.maps().map(MapFacts::name).filter(|name| is_global_section(name));
    sections.filter_map(split).filter(|(obj, _)| !obj.is_empty())
}

/// The number of copies of each plain global section of an object.
struct Copies<'r> {
    obj: &'r str,
    bss: usize,
    data: usize,
    rodata: usize,
}

impl<'r> Copies<'r> {
    fn of(report: impl ReportFacts<'r>, obj: &'r str) -> Self {
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

/// The error if [`find`] returns `None`.
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
            "the report holds the sections of {} objects ({}) and names none of them as running; read every copy with \
             `Snapshot::vars`, or name a map with `Snapshot::map`",
            several.len(),
            some_of(several)
        )),
    }
}

/// The first eight names, and the number of the others, as `first_of` of ktsnap-btf lists them. This crate can't depend on
/// that one; a test compares both.
fn some_of(objects: &[&str]) -> String {
    const SHOWN: usize = 8;
    let names: Vec<_> = objects.iter().take(SHOWN).copied().collect();
    match objects.len().saturating_sub(SHOWN) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}
