//! The rules: which of a report's maps a read means. [`SnapshotSchema`](crate::SnapshotSchema) documents them.
//!
//! The rules only use [facts](super::facts): names, types, sizes, addresses, and what the report says about the running
//! scheduler. [`decide`] applies them to counts of the candidates, so that a read counts the candidates of one location in a
//! single pass, and a display of all maps counts those of every location in a single pass.

use super::facts::{MapFacts, ReportFacts};
use super::names::{SectionMaps, belongs_to_obj, names_no_obj};
use super::running::Running;
use crate::typed::Location;

/// The decision of the rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decision<M> {
    /// This candidate is the only one that is listed as live.
    Listed(M),
    /// This candidate is the only one of the running object. `has_others` if there are candidates of other objects.
    Only { map: M, has_others: bool },
    /// Several candidates, all listed as live.
    SeveralListed,
    /// Several candidates, and the report lists none of them as live.
    Several,
    /// The view can't name the running scheduler, so even a single candidate may be another's. `listed` if candidates are
    /// listed as live; then only they are considered.
    RunningUnknown { listed: bool },
    /// The report lists live maps, but the address of a candidate is unknown.
    AddressUnknown,
    /// The report lists live maps, and every captured copy is another instance's. `obj_captured` if maps named after the
    /// running object were captured.
    OtherInstance { obj_captured: bool },
    /// The report names an object without a captured map, and a candidate's name does not say whose it is.
    ObjectNotCaptured,
    /// No candidate.
    NoCandidate,
}

/// How a location's maps are named, which decides what their names reveal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Naming {
    /// `.bss`, `.data` or `.rodata`: named after the object, and the view looks variables up in them.
    Global,
    /// Another section that is named after the object: `.kconfig`.
    Prefixed,
    /// A map that C declares or a section with a suffix: the name does not include the object's.
    Unprefixed,
}

impl Naming {
    pub(crate) fn of_section(section: &str) -> Self {
        match SectionMaps::of(section) {
            SectionMaps::Unprefixed(_) => Self::Unprefixed,
            SectionMaps::Prefixed { .. } if matches!(section, ".bss" | ".data" | ".rodata") => Self::Global,
            SectionMaps::Prefixed { .. } => Self::Prefixed,
        }
    }

    pub(crate) fn of(location: &Location) -> Self {
        match *location {
            Location::Section { name, .. } => Self::of_section(name),
            Location::Map { .. } => Self::Unprefixed,
        }
    }
}

/// The candidates of one location, counted.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tally<M> {
    /// The first candidate of the running object in view, and how many there are.
    own: (Option<M>, usize),
    /// The first of these that is listed as live, and how many there are.
    listed: (Option<M>, usize),
    /// Whether candidates of other objects are in view.
    has_others: bool,
    /// Whether a candidate of the running object was captured, in view or not.
    is_captured: bool,
    /// Whether the address of such a candidate is unknown.
    has_unknown_address: bool,
}

impl<M> Default for Tally<M> {
    fn default() -> Self {
        Self { own: (None, 0), listed: (None, 0), has_others: false, is_captured: false, has_unknown_address: false }
    }
}

impl<'r, M: MapFacts<'r>> Tally<M> {
    /// Counts a candidate. `is_own` if it may be of the running object. `is_listed` says whether an address is listed as live.
    #[inline]
    pub(crate) fn add(&mut self, map: M, is_own: bool, in_view: bool, is_listed: impl Fn(u64) -> bool) {
        if !is_own {
            self.has_others |= in_view;
            return;
        }
        self.is_captured = true;
        self.has_unknown_address |= map.map_kva() == 0;
        if in_view {
            count(&mut self.own, map);
            if is_listed(map.map_kva()) {
                count(&mut self.listed, map);
            }
        }
    }
}

fn count<M>((first, count): &mut (Option<M>, usize), map: M) {
    first.get_or_insert(map);
    *count += 1;
}

/// The maps of the candidates' object, which the list of live maps names if it covers that object. They are those named after
/// the running object, or, if none of these was captured, the maps whose names don't include an object's.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Siblings {
    /// Whether maps named after the running object were captured.
    obj_captured: bool,
    /// Whether one of the siblings is listed as live.
    is_listed: bool,
}

impl Siblings {
    pub(crate) fn of<'r, R: ReportFacts<'r>>(
        report: R,
        running: &Running<'r>,
        is_listed: impl Fn(u64) -> bool,
    ) -> Self {
        let is_of_obj = |map: R::Map| running.obj.is_some_and(|obj| belongs_to_obj(map.name(), obj));
        let obj_captured = report.maps().any(is_of_obj);
        let is_sibling = |map: R::Map| {
            if obj_captured { is_of_obj(map) } else { running.obj.is_none() || names_no_obj(map.name()) }
        };
        Self { obj_captured, is_listed: report.maps().any(|map| is_listed(map.map_kva()) && is_sibling(map)) }
    }
}

/// Rules 2 to 4, without a picker. `siblings` is only called if no candidate is listed as live.
pub(crate) fn decide<'r, M: MapFacts<'r>>(
    tally: &Tally<M>,
    naming: Naming,
    running: &Running<'r>,
    siblings: impl FnOnce() -> Siblings,
) -> Decision<M> {
    let is_refused_by_view = naming == Naming::Global && running.active.is_none();
    match tally.listed {
        (Some(_), _) if is_refused_by_view => return Decision::RunningUnknown { listed: true },
        (Some(map), 1) => return Decision::Listed(map),
        (Some(_), _) => return Decision::SeveralListed,
        (None, _) => {}
    }
    if tally.has_unknown_address && !running.live.is_empty() {
        return Decision::AddressUnknown;
    }
    let Siblings { obj_captured, is_listed } = siblings();
    // If a sibling is listed, the list is incomplete and says nothing about the candidates.
    if !is_listed {
        if running.obj.is_some() && !obj_captured && naming == Naming::Unprefixed {
            if tally.is_captured {
                return Decision::ObjectNotCaptured;
            }
        } else if !running.live.is_empty() && (obj_captured || tally.is_captured) {
            return Decision::OtherInstance { obj_captured };
        }
    }
    match tally.own {
        (None, _) => Decision::NoCandidate,
        (Some(_), _) if is_refused_by_view => Decision::RunningUnknown { listed: false },
        (Some(map), 1) => Decision::Only { map, has_others: tally.has_others },
        (Some(_), _) => Decision::Several,
    }
}
